/** Differences between two schemas, down to their last property. */
import { plainChange, type Direction, type SeenChange } from '#registry/contracts/changes/change.ts';
import { canonical, valueChanges } from '#registry/contracts/changes/value-set.ts';
import { isObject, listOf, objectFrom, objectOf, ownOf, textsOf, type JsonObject } from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';

/** Two documents under comparison. */
export type Comparison = {
  readonly before: JsonObject;
  readonly after: JsonObject;
  /** Takes what was found. */
  readonly report: (change: SeenChange) => void;
  /** Steps that may still be taken: what multiplies by its references must end. */
  readonly budget: { left: number };
};

/** Where two schemas stand that are being compared. */
type Place = {
  readonly direction: Direction;
  /** What it is that has the schema. */
  readonly subject: 'parameter' | 'body' | 'response' | 'schema' | 'property';
  readonly definition: string | null;
  readonly at: string;
  /** Pairs of definitions on the way here: circles end. */
  readonly entered: ReadonlySet<string>;
};

/** The place where a parameter, a body or an answer begins. */
export function outerPlace(direction: Direction, subject: 'parameter' | 'body' | 'response', at: string): Place {
  return { direction, subject, definition: null, at, entered: new Set() };
}

/** Reports every difference between the schemas `old` and `fresh`. */
export function compareSchemas(comparison: Comparison, place: Place, old: unknown, fresh: unknown): void {
  if (comparison.budget.left-- <= 0) return;
  const inside = enter(place, old, fresh);
  if (inside === null) return;
  const before = flattened(comparison.before, old);
  const after = flattened(comparison.after, fresh);
  const { direction, subject, definition, at } = inside;
  const base = { ...plainChange, subject, kind: 'changed', direction, definition, at } as const;
  for (const { narrowed, widened, ...change } of valueChanges(before, after)) {
    comparison.report({ ...base, ...change, breaking: direction === 'request' ? narrowed : widened });
  }
  compareProperties(comparison, inside, before, after);
  compareInner(comparison, inside, before, after);
  compareAlternatives(comparison, inside, before, after);
}

/** Goes into a definition of both sides; null: the way here led through it already. */
function enter(place: Place, old: unknown, fresh: unknown): Place | null {
  const [a, b] = [definitionOf(old), definitionOf(fresh)];
  if (a === null && b === null) return place;
  const pair = canonical([a, b]);
  if (place.entered.has(pair)) return null;
  const entered = new Set([...place.entered, pair]);
  return a === b ? { ...place, subject: 'schema', definition: a, at: '', entered } : { ...place, entered };
}

function definitionOf(schema: unknown): string | null {
  const reference = objectOf(schema)['$ref'];
  return typeof reference === 'string'
    ? reference.replace(/^.*\//, '').replaceAll('~1', '/').replaceAll('~0', '~')
    : null;
}

/** The schema that `schema` leads to, with the parts of an `allOf` in it: properties together, the rest laid over. */
function flattened(contract: JsonObject, schema: unknown, depth = 0): JsonObject {
  const { $ref: _reference, ...beside } = objectOf(schema);
  const found: JsonObject = { ...resolveReference(contract, schema), ...beside };
  const parts = listOf(found['allOf']);
  if (parts.length === 0 || depth > 8) return found;
  const whole = [found, ...parts.map((part) => flattened(contract, part, depth + 1))];
  return {
    ...objectFrom(whole.flatMap((part) => Object.entries(part))),
    properties: objectFrom(whole.flatMap((part) => Object.entries(objectOf(part['properties'])))),
    required: whole.flatMap((part) => textsOf(part['required'])),
  };
}

/** One step inwards: `adresse.ville`, `[]` for the entries of a list; a space parts them from the answer's code. */
function step(place: Place, name: string): Place {
  const gap = place.at === '' ? '' : place.subject !== 'property' ? ' ' : name === '[]' ? '' : '.';
  return { ...place, subject: 'property', at: `${place.at}${gap}${name}` };
}

function compareProperties(comparison: Comparison, place: Place, before: JsonObject, after: JsonObject): void {
  const [old, fresh] = [objectOf(before['properties']), objectOf(after['properties'])];
  const [wasRequired, isRequired] = [new Set(textsOf(before['required'])), new Set(textsOf(after['required']))];
  const { direction, definition } = place;
  for (const name of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
    const { at } = step(place, name);
    const base = { ...plainChange, subject: 'property', direction, definition, at } as const;
    if (!Object.hasOwn(fresh, name)) comparison.report({ ...base, kind: 'removed', breaking: true });
    else if (!Object.hasOwn(old, name)) {
      const required = isRequired.has(name);
      const breaking = required && direction === 'request';
      comparison.report({ ...base, kind: 'added', aspect: required ? 'required' : 'optional', breaking });
    } else {
      if (wasRequired.has(name) !== isRequired.has(name)) {
        const aspect = isRequired.has(name) ? 'required' : 'optional';
        const breaking = (aspect === 'required') === (direction === 'request');
        comparison.report({ ...base, kind: 'changed', aspect, breaking });
      }
      compareSchemas(comparison, step(place, name), ownOf(old, name), ownOf(fresh, name));
    }
  }
}

/** Entries of lists, and properties that are not named. */
function compareInner(comparison: Comparison, place: Place, before: JsonObject, after: JsonObject): void {
  if (isObject(before['items']) && isObject(after['items'])) {
    compareSchemas(comparison, step(place, '[]'), before['items'], after['items']);
  }
  const [old, fresh] = [before['additionalProperties'], after['additionalProperties']];
  if (isObject(old) && isObject(fresh)) compareSchemas(comparison, step(place, '*'), old, fresh);
}

/** An alternative is known by its definition or title, else by all that it says. */
function alternativesOf(schema: JsonObject): ReadonlyMap<string, unknown> | null {
  const list = [schema['oneOf'], schema['anyOf']].find((given) => Array.isArray(given));
  if (list === undefined) return null;
  const nameOf = (one: unknown): string => {
    const { title } = objectOf(one);
    return definitionOf(one) ?? (typeof title === 'string' ? title : canonical(one));
  };
  return new Map(listOf(list).map((one) => [nameOf(one), one]));
}

function compareAlternatives(comparison: Comparison, place: Place, before: JsonObject, after: JsonObject): void {
  const [old, fresh] = [alternativesOf(before), alternativesOf(after)];
  if (old === null && fresh === null) return;
  const { direction, definition, at } = place;
  const base = { ...plainChange, subject: 'alternative', direction, definition, at } as const;
  for (const [name, schema] of old ?? []) {
    const other = fresh?.get(name);
    if (other !== undefined) compareSchemas(comparison, place, schema, other);
    // Without alternatives any more, everything of that kind is allowed: wider.
    else
      comparison.report({
        ...base,
        kind: 'removed',
        from: name.slice(0, 120),
        breaking: (direction === 'request') === (fresh !== null),
      });
  }
  for (const name of fresh?.keys() ?? []) {
    if (old?.has(name) === true) continue;
    comparison.report({
      ...base,
      kind: 'added',
      to: name.slice(0, 120),
      breaking: (direction === 'response') === (old !== null),
    });
  }
}
