/** Parameters, headers and form fields in Swagger 2.0: what they hold is flat, text by text ("Parameter Object"). */
import {
  extensionsOf,
  isObject,
  listOf,
  objectFrom,
  objectOf,
  pick,
  textsOf,
  type JsonObject,
} from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';
import { swaggerSchema } from '#registry/contracts/swagger/schema.ts';

const flatKeywords = [
  ...[
    'type',
    'format',
    'default',
    'maximum',
    'exclusiveMaximum',
    'minimum',
    'exclusiveMinimum',
    'maxLength',
    'minLength',
  ],
  ...['pattern', 'maxItems', 'minItems', 'uniqueItems', 'enum', 'multipleOf', 'x-nullable'],
] as const;

const flatTypes = new Set(['string', 'number', 'integer', 'boolean', 'array']);

/** Lists within lists beyond this are told as plain texts: a schema may hold itself. */
const nestedLists = 4;

/** What a schema says of a value that travels as text; objects and unions become plain texts. */
export function flatSchema(contract: JsonObject, schema: unknown, style: string | null, depth = 0): JsonObject {
  if (depth > nestedLists) return { type: 'string' };
  const found = swaggerSchema(mergedSchema(contract, schema));
  const { type } = found;
  if (typeof type !== 'string' || !flatTypes.has(type)) return { type: 'string' };
  const fields = pick(found, flatKeywords);
  if (type !== 'array') return fields;
  const inner = mergedSchema(contract, schema)['items'];
  const { collectionFormat: _inner, ...items } = flatSchema(contract, inner, null, depth + 1);
  return { ...fields, items, ...(style === null ? {} : { collectionFormat: style }) };
}

/** The schema that `schema` leads to, with the parts of an `allOf` laid over each other. */
function mergedSchema(contract: JsonObject, schema: unknown): JsonObject {
  const found = resolveReference(contract, schema);
  const parts = listOf(found['allOf']).map((part) => resolveReference(contract, part));
  return objectFrom([found, ...parts].flatMap((part) => Object.entries(part)));
}

/** How a list is written into one parameter (OpenAPI 3.1 §4.8.12.4 → `collectionFormat`). */
function collectionFormat(parameter: JsonObject): string {
  const { in: place, style = place === 'query' ? 'form' : 'simple', explode = style === 'form' } = parameter;
  if (style === 'spaceDelimited') return 'ssv';
  if (style === 'pipeDelimited') return 'pipes';
  return style === 'form' && explode === true && place === 'query' ? 'multi' : 'csv';
}

/** Gives the Swagger 2.0 parameter; null: 2.0 has none of that kind (cookies). */
export function swaggerParameter(contract: JsonObject, given: unknown): JsonObject | null {
  const parameter = resolveReference(contract, given);
  const { in: place, name } = parameter;
  if (typeof name !== 'string' || (place !== 'query' && place !== 'header' && place !== 'path')) return null;
  // A parameter whose content is JSON travels as text.
  const schema = isObject(parameter['content']) ? {} : parameter['schema'];
  return {
    name,
    in: place,
    ...pick(parameter, ['description']),
    ...(parameter['required'] === true || place === 'path' ? { required: true } : {}),
    ...(parameter['allowEmptyValue'] === true && place === 'query' ? { allowEmptyValue: true } : {}),
    ...flatSchema(contract, schema, collectionFormat(parameter)),
    ...extensionsOf(parameter),
  };
}

/** Gives the header of an answer. */
export function swaggerHeader(contract: JsonObject, given: unknown): JsonObject {
  const header = resolveReference(contract, given);
  return { ...pick(header, ['description']), ...flatSchema(contract, header['schema'], 'csv') };
}

/** Gives the fields of a form as parameters; a field of raw bytes is a file, which only multipart can carry. */
export function formParameters(contract: JsonObject, schema: unknown, multipart: boolean): JsonObject[] {
  const form = mergedSchema(contract, schema);
  const required = textsOf(form['required']);
  return Object.entries(objectOf(form['properties'])).map(([name, property]) => {
    const field = mergedSchema(contract, property);
    const isFile = multipart && (field['format'] === 'binary' || typeof field['contentMediaType'] === 'string');
    return {
      name,
      in: 'formData',
      ...pick(field, ['description']),
      ...(required.includes(name) ? { required: true } : {}),
      ...(isFile ? { type: 'file' } : flatSchema(contract, property, 'multi')),
    };
  });
}
