/**
 * Reading a contract that nobody has proven to be one: what is not of the kind that is looked for counts as absent. A
 * contract was judged when it was declared; what passed there and is odd all the same must not take a page away.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list; an empty one when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a text; an empty one when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts in a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** The own property `key`: names come from the contract, and `constructor` is one of them. */
export function ownOf(value: JsonObject, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A value as people read it in a contract: texts bare, everything else as JSON. */
export function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** An object of `entries`; unlike an assignment, `__proto__` is a name like any other. */
export function objectFrom(entries: Iterable<readonly [string, unknown]>): JsonObject {
  return Object.fromEntries(entries);
}

/** The object with each value replaced; undefined takes it away. */
export function mapValues(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return objectFrom(
    Object.entries(object)
      .map(([key, value]) => [key, change(value, key)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** The fields of `object` that are named, as far as they are there. */
export function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return objectFrom(names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]] as const));
}

/** The extensions of `object`: what begins with `x-` (OpenAPI 3.1 §4.9, Swagger 2.0 "Vendor Extensions"). */
export function extensionsOf(object: JsonObject): JsonObject {
  return pick(
    object,
    Object.keys(object).filter((name) => name.startsWith('x-')),
  );
}
