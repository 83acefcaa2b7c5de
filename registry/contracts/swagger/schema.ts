/**
 * Schemas of OpenAPI 3.1 (JSON Schema 2020-12) as Swagger 2.0 can say them ("Schema Object": a part of draft 4).
 *
 * What 2.0 has no word for is loosened, never tightened: an answer that the 3.1 schema allows, the 2.0 schema allows too.
 * Alternatives stand in `x-oneOf` and `x-anyOf`, for people and for tools that look there.
 */
import {
  extensionsOf,
  isObject,
  listOf,
  mapValues,
  objectOf,
  pick,
  textsOf,
  type JsonObject,
} from '#registry/contracts/json.ts';

const sameInBoth = [
  ...[
    'title',
    'description',
    'default',
    'format',
    'multipleOf',
    'maximum',
    'minimum',
    'maxLength',
    'minLength',
    'pattern',
  ],
  ...['maxItems', 'minItems', 'uniqueItems', 'maxProperties', 'minProperties', 'readOnly', 'xml', 'externalDocs'],
] as const;

const localDefinition = '#/components/schemas/';

/** Gives the Swagger 2.0 schema for one of OpenAPI 3.1. */
export function swaggerSchema(schema: unknown): JsonObject {
  // `true`, `false` and what is no schema: 2.0 knows objects alone; an empty one allows everything.
  if (!isObject(schema)) return {};
  const union = withoutNull(schema);
  if (union !== null) return nullable(swaggerSchema(union));
  const own = { ...plainFields(schema), ...typeFields(schema), ...boundFields(schema), ...partFields(schema) };
  const reference = referenceOf(schema);
  if (reference === null) return own;
  // Beside a `$ref` of 2.0 nothing counts: what stood there goes into an `allOf` with it.
  if (Object.keys(own).length === 0) return reference;
  return { ...own, allOf: [reference, ...listOf(own['allOf'])] };
}

/** Beside a `$ref` nothing counts, so that one goes into an `allOf`. */
function nullable(schema: JsonObject): JsonObject {
  return { ...('$ref' in schema ? { allOf: [schema] } : schema), 'x-nullable': true };
}

function referenceOf(schema: JsonObject): JsonObject | null {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return null;
  // What lies outside the definitions has no place in 2.0: anything is allowed there.
  return $ref.startsWith(localDefinition) ? { $ref: `#/definitions/${$ref.slice(localDefinition.length)}` } : {};
}

/** `anyOf: [X, {type: null}]` and its like: X with what stood beside; null: it is none. */
function withoutNull(schema: JsonObject): JsonObject | null {
  for (const keyword of ['anyOf', 'oneOf']) {
    const alternatives = listOf(schema[keyword]);
    const others = alternatives.filter((alternative) => objectOf(alternative)['type'] !== 'null');
    if (others.length === 1 && alternatives.length === 2) {
      const { [keyword]: _both, ...beside } = schema;
      return Object.keys(beside).length === 0
        ? objectOf(others[0])
        : { ...beside, allOf: [...listOf(beside['allOf']), others[0]] };
    }
  }
  return null;
}

function plainFields(schema: JsonObject): JsonObject {
  const fields: Record<string, unknown> = { ...pick(schema, sameInBoth), ...extensionsOf(schema) };
  if (schema['default'] === null) delete fields['default'];
  const [example] = listOf(schema['examples']);
  if ('example' in schema || example !== undefined) fields['example'] = schema['example'] ?? example;
  if (Array.isArray(schema['enum']) && schema['enum'].length > 0) fields['enum'] = [...new Set(schema['enum'])];
  else if ('const' in schema) fields['enum'] = [schema['const']];
  if (schema['contentEncoding'] === 'base64') fields['format'] = 'byte';
  else if (typeof schema['contentMediaType'] === 'string') fields['format'] = 'binary';
  if (schema['deprecated'] === true) fields['x-deprecated'] = true;
  if (schema['writeOnly'] === true) fields['x-writeOnly'] = true;
  return fields;
}

/** 3.1 may name several types; 2.0 names one or none, and does not know null. */
function typeFields(schema: JsonObject): JsonObject {
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : textsOf(type);
  const others = types.filter((one) => one !== 'null');
  const [only] = others;
  return {
    ...(others.length === 1 && only !== undefined ? { type: only } : {}),
    ...(types.length > others.length ? { 'x-nullable': true } : {}),
    // An array without items is not valid in 2.0.
    ...(others.length === 1 && only === 'array' && !('items' in schema) ? { items: {} } : {}),
    ...('contentMediaType' in schema && types.length === 0 ? { type: 'string' } : {}),
  };
}

/** Exclusive bounds are numbers in 3.1, and switches beside a bound in 2.0. */
function boundFields(schema: JsonObject): JsonObject {
  const { exclusiveMinimum: above, exclusiveMaximum: below, minimum, maximum } = schema;
  const fields: Record<string, unknown> = {};
  if (typeof above === 'number' && !(typeof minimum === 'number' && minimum > above)) {
    Object.assign(fields, { minimum: above, exclusiveMinimum: true });
  }
  if (typeof below === 'number' && !(typeof maximum === 'number' && maximum < below)) {
    Object.assign(fields, { maximum: below, exclusiveMaximum: true });
  }
  return fields;
}

/** The schemas inside, and what belongs to them. */
function partFields(schema: JsonObject): JsonObject {
  const fields: Record<string, unknown> = {};
  if (isObject(schema['properties'])) fields['properties'] = mapValues(schema['properties'], swaggerSchema);
  const required = [...new Set(textsOf(schema['required']))];
  if (required.length > 0) fields['required'] = required;
  if ('items' in schema) fields['items'] = swaggerSchema(schema['items']);
  const more = schema['additionalProperties'];
  // With patternProperties, which 2.0 does not know, a closed object would refuse what they allow.
  if (more !== undefined && !('patternProperties' in schema)) {
    fields['additionalProperties'] = typeof more === 'boolean' ? more : swaggerSchema(more);
  }
  if (listOf(schema['allOf']).length > 0) fields['allOf'] = listOf(schema['allOf']).map(swaggerSchema);
  for (const keyword of ['oneOf', 'anyOf']) {
    if (Array.isArray(schema[keyword])) fields[`x-${keyword}`] = schema[keyword].map(swaggerSchema);
  }
  const discriminator = objectOf(schema['discriminator'])['propertyName'];
  // In 2.0 a discriminator must be a required property of the schema itself.
  if (typeof discriminator === 'string' && required.includes(discriminator)) fields['discriminator'] = discriminator;
  return fields;
}
