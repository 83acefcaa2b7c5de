/** Makes an example of what a schema describes: for the body of a sample and of the form that tries an operation out. */
import { listOf, objectOf, ownOf, textsOf, type JsonObject } from '#registry/contracts/json.ts';
import { definitionName, resolve } from '#registry/contracts/pointer.ts';
import { limits } from '#base/limits.ts';

type Making = {
  readonly contract: JsonObject;
  readonly budget: { left: number };
  /** Definitions that are being made: one inside itself ends there. */
  readonly within: readonly string[];
};

/** Gives an example value; undefined when the schema says nothing that one could be made from. */
export function exampleOf(contract: JsonObject, schema: unknown): unknown {
  return make({ contract, budget: { left: limits.referenceExampleNodes }, within: [] }, schema, 0);
}

function make(making: Making, schema: unknown, depth: number): unknown {
  if (depth >= limits.referenceDepth || making.budget.left <= 0) return undefined;
  making.budget.left -= 1;
  const { value, trail } = resolve(making.contract, schema);
  const names = trail.filter((reference) => definitionName(making.contract, reference) !== null);
  if (names.some((name) => making.within.includes(name))) return undefined;
  const inside = { ...making, within: [...making.within, ...names] };
  return said(value) ?? composed(inside, value, depth) ?? byType(inside, value, depth);
}

/** What the contract itself gives as a value. */
function said(schema: JsonObject): unknown {
  if ('example' in schema) return schema['example'];
  const [example] = listOf(schema['examples']);
  if (example !== undefined) return example;
  if ('const' in schema) return schema['const'];
  if ('default' in schema) return schema['default'];
  return listOf(schema['enum'])[0];
}

function composed(making: Making, schema: JsonObject, depth: number): unknown {
  const [first] = [...listOf(schema['oneOf']), ...listOf(schema['anyOf'])];
  if (first !== undefined) return make(making, first, depth + 1);
  const parts = listOf(schema['allOf']);
  if (parts.length === 0) return undefined;
  const made = [...parts.map((part) => make(making, part, depth + 1)), byType(making, schema, depth)];
  const whole: JsonObject = Object.assign({}, ...made.map(objectOf));
  return Object.keys(whole).length > 0 ? whole : made.find((part) => part !== undefined);
}

function byType(making: Making, schema: JsonObject, depth: number): unknown {
  const { type } = schema;
  const name = typeof type === 'string' ? type : textsOf(type).find((one) => one !== 'null');
  if (name === 'object' || 'properties' in schema) return makeObject(making, schema, depth);
  if (name === 'array' || 'items' in schema) {
    const item = make(making, schema['items'], depth + 1);
    return item === undefined ? [] : [item];
  }
  if (name === 'integer' || name === 'number') return schema['minimum'] ?? 1;
  if (name === 'boolean') return true;
  if (name === 'string') return textFor(schema);
  return name === undefined && textsOf(type).includes('null') ? null : undefined;
}

function makeObject(making: Making, schema: JsonObject, depth: number): JsonObject {
  const made = Object.entries(objectOf(schema['properties']))
    .filter(([, property]) => resolve(making.contract, property).value['readOnly'] !== true)
    .map(([name, property]) => [name, make(making, property, depth + 1)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(made);
}

const texts: JsonObject = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'ada@example.org',
  uri: 'https://example.org/',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};

function textFor(schema: JsonObject): unknown {
  const { format } = schema;
  return (typeof format === 'string' ? ownOf(texts, format) : undefined) ?? 'string';
}
