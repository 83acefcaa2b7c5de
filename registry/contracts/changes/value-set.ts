/**
 * How a keyword of a schema limits the values that are allowed, as data: a change narrows what is allowed, widens it, or
 * both. A narrower request breaks the programs that send it, a wider answer those that read it.
 */
import type { SeenChange } from '#registry/contracts/changes/change.ts';
import { listOf, textsOf, type JsonObject } from '#registry/contracts/json.ts';

export type ValueChange = Pick<SeenChange, 'aspect' | 'keyword' | 'from' | 'to'> & {
  readonly narrowed: boolean;
  readonly widened: boolean;
};

type Limit = { readonly keyword: string; readonly narrower: 'more' | 'less' };

const limits: readonly Limit[] = [
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map(
    (keyword) => ({ keyword, narrower: 'more' }) as const,
  ),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map(
    (keyword) => ({ keyword, narrower: 'less' }) as const,
  ),
];

/** Keywords whose values cannot be put in an order: any other one may refuse what was allowed, and allow what was refused. */
const formats = ['format', 'pattern', 'multipleOf', 'contentEncoding', 'contentMediaType'] as const;

/** Gives every change between the values that two schemas allow by themselves, apart from the schemas inside them. */
export function valueChanges(before: JsonObject, after: JsonObject): ValueChange[] {
  const changes = [
    typeChange(before, after),
    valuesChange(before, after),
    ...limits.map((limit) => limitChange(limit, before, after)),
    ...formats.map((keyword) => formatChange(keyword, before, after)),
    uniqueChange(before, after),
    opennessChange(before, after),
  ];
  return changes
    .filter((change) => change !== null && (change.narrowed || change.widened))
    .flatMap((change) => change ?? []);
}

/** True when `some` holds a value that `others` does not; undefined: all values there are. */
function reachesBeyond(some: ReadonlySet<string> | undefined, others: ReadonlySet<string> | undefined): boolean {
  if (others === undefined) return false;
  return some === undefined || [...some].some((value) => !others.has(value));
}

function compareSets(
  before: ReadonlySet<string> | undefined,
  after: ReadonlySet<string> | undefined,
): Pick<ValueChange, 'narrowed' | 'widened'> {
  return { narrowed: reachesBeyond(before, after), widened: reachesBeyond(after, before) };
}

/** The types that a schema allows. Every integer is a number. */
function typesOf({ type }: JsonObject): ReadonlySet<string> | undefined {
  const types = typeof type === 'string' ? [type] : textsOf(type);
  if (types.length === 0) return undefined;
  return new Set(types.includes('number') ? [...types, 'integer'] : types);
}

function typeChange(before: JsonObject, after: JsonObject): ValueChange {
  const shown = ({ type }: JsonObject): string | null => (type === undefined ? null : [type].flat().join(' | '));
  const compared = compareSets(typesOf(before), typesOf(after));
  return { aspect: 'type', keyword: null, from: shown(before), to: shown(after), ...compared };
}

function allowedValues(schema: JsonObject): readonly string[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum'].map(canonical);
  return 'const' in schema ? [canonical(schema['const'])] : undefined;
}

function valuesChange(before: JsonObject, after: JsonObject): ValueChange {
  const [old, fresh] = [allowedValues(before), allowedValues(after)];
  const compared = compareSets(old && new Set(old), fresh && new Set(fresh));
  // Only what came and went is shown: lists of values may be long.
  const gone = old?.filter((value) => fresh !== undefined && !fresh.includes(value)) ?? [];
  const come = fresh?.filter((value) => old !== undefined && !old.includes(value)) ?? [];
  const from = old === undefined ? null : short((fresh === undefined ? old : gone).join(', '));
  const to = fresh === undefined ? null : short((old === undefined ? fresh : come).join(', '));
  return { aspect: 'values', keyword: null, from, to, ...compared };
}

function limitChange({ keyword, narrower }: Limit, before: JsonObject, after: JsonObject): ValueChange | null {
  const [old, fresh] = [before[keyword], after[keyword]];
  const none = narrower === 'more' ? -Infinity : Infinity;
  const difference = (typeof fresh === 'number' ? fresh : none) - (typeof old === 'number' ? old : none);
  if (Number.isNaN(difference)) return null;
  const narrowed = narrower === 'more' ? difference > 0 : difference < 0;
  return {
    aspect: 'limit',
    keyword,
    from: shownOf(old),
    to: shownOf(fresh),
    narrowed,
    widened: !narrowed && difference !== 0,
  };
}

function formatChange(keyword: string, before: JsonObject, after: JsonObject): ValueChange {
  const [old, fresh] = [shownOf(before[keyword]), shownOf(after[keyword])];
  const differ = old !== fresh;
  return {
    aspect: 'format',
    keyword,
    from: old,
    to: fresh,
    narrowed: differ && fresh !== null,
    widened: differ && old !== null,
  };
}

function uniqueChange(before: JsonObject, after: JsonObject): ValueChange {
  const [old, fresh] = [before['uniqueItems'] === true, after['uniqueItems'] === true];
  return {
    aspect: 'limit',
    keyword: 'uniqueItems',
    from: String(old),
    to: String(fresh),
    narrowed: !old && fresh,
    widened: old && !fresh,
  };
}

/** Whether properties that are not named are allowed. */
function opennessChange(before: JsonObject, after: JsonObject): ValueChange {
  const [old, fresh] = [before['additionalProperties'] !== false, after['additionalProperties'] !== false];
  const openness = { aspect: 'openness', keyword: null, from: null, to: null } as const;
  return { ...openness, narrowed: old && !fresh, widened: !old && fresh };
}

/** JSON with the keys of objects in order: equal values are equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${listOf(value).map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

function shownOf(value: unknown): string | null {
  if (value === undefined) return null;
  return short(typeof value === 'string' ? value : canonical(value));
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
