/** Walking through a document that may be odd: what is not of the kind that is looked for is passed over. */

type Fields = Readonly<Record<string, unknown>>;
export type Way = readonly (string | number)[];

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** One operation of a contract, with what its path item gives to all of its operations. */
export type FoundOperation = {
  readonly way: Way;
  readonly path: string;
  readonly method: string;
  readonly operation: Fields;
  readonly item: Fields;
};

export function operationsOf(document: Fields): FoundOperation[] {
  return Object.entries(fieldsOf(document['paths'])).flatMap(([path, value]) => {
    const item = fieldsOf(value);
    return methods
      .filter((method) => Object.hasOwn(item, method))
      .map((method) => ({
        way: ['paths', path, method],
        path,
        method,
        operation: fieldsOf(item[method]),
        item,
      }));
  });
}

/** Every `$ref` below `value`, with its way. */
export function* referencesIn(
  value: unknown,
  way: Way = [],
): Generator<{ readonly way: Way; readonly target: string }> {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* referencesIn(inner, [...way, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    // A property that is called `$ref` is a schema, and no reference.
    if (key === '$ref' && typeof inner === 'string') yield { way: [...way, key], target: inner };
    else if (key !== 'example' && key !== 'examples') yield* referencesIn(inner, [...way, key]);
  }
}

/** What a reference within the document leads to; undefined: nothing is there. */
export function follow(document: unknown, reference: string): unknown {
  let found: unknown = document;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}
