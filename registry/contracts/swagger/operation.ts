/** Operations in Swagger 2.0: bodies are parameters, and media types stand beside the operation. */
import {
  extensionsOf,
  isObject,
  listOf,
  mapValues,
  objectFrom,
  objectOf,
  pick,
  type JsonObject,
} from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';
import { formParameters, swaggerHeader, swaggerParameter } from '#registry/contracts/swagger/parameter.ts';
import { swaggerSchema } from '#registry/contracts/swagger/schema.ts';

const formTypes = ['multipart/form-data', 'application/x-www-form-urlencoded'];

/** Gives the Swagger 2.0 operation. */
export function swaggerOperation(contract: JsonObject, operation: JsonObject): JsonObject {
  const { parameters: body, consumes } = requestBody(contract, operation['requestBody']);
  const own = swaggerParameters(contract, operation['parameters']);
  const { responses, produces } = swaggerResponses(contract, operation['responses']);
  return {
    ...pick(operation, ['tags', 'summary', 'description', 'externalDocs', 'operationId']),
    ...(operation['deprecated'] === true ? { deprecated: true } : {}),
    ...(consumes.length > 0 ? { consumes } : {}),
    ...(produces.length > 0 ? { produces } : {}),
    ...(own.length + body.length > 0 ? { parameters: [...own, ...body] } : {}),
    responses,
    ...extensionsOf(operation),
  };
}

/** Gives the parameters that 2.0 knows. */
export function swaggerParameters(contract: JsonObject, given: unknown): JsonObject[] {
  return listOf(given).flatMap((parameter) => {
    const known = swaggerParameter(contract, parameter);
    return known === null ? [] : [known];
  });
}

/** True for media types whose content is JSON. */
function isJson(type: string): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(type);
}

function requestBody(contract: JsonObject, given: unknown): { parameters: JsonObject[]; consumes: string[] } {
  const body = resolveReference(contract, given);
  const content = objectOf(body['content']);
  const types = Object.keys(content);
  const form = formTypes.find((type) => type in content);
  if (form !== undefined && !types.some(isJson)) {
    const parameters = formParameters(contract, objectOf(content[form])['schema'], form === 'multipart/form-data');
    // Only multipart carries files; without one, both kinds of forms will do.
    const hasFile = parameters.some(({ type }) => type === 'file');
    return { parameters, consumes: hasFile ? [form] : types.filter((type) => formTypes.includes(type)) };
  }
  const consumes = types.filter((type) => !formTypes.includes(type));
  const main = consumes.find(isJson) ?? consumes[0];
  if (main === undefined) return { parameters: [], consumes: [] };
  const schema = bodySchema(objectOf(content[main])['schema']);
  const required = body['required'] === true ? { required: true } : {};
  return { parameters: [{ name: 'body', in: 'body', ...pick(body, ['description']), ...required, schema }], consumes };
}

/** A body without a schema is raw bytes. */
function bodySchema(schema: unknown): JsonObject {
  const found = swaggerSchema(schema);
  return Object.keys(found).length === 0 ? { type: 'string', format: 'binary' } : found;
}

function swaggerResponses(contract: JsonObject, given: unknown): { responses: JsonObject; produces: string[] } {
  const types = new Set<string>();
  const entries = Object.entries(objectOf(given)).map(([code, value]) => {
    const response = resolveReference(contract, value);
    for (const type of Object.keys(objectOf(response['content']))) types.add(type);
    return [code, swaggerResponse(contract, response)] as const;
  });
  // 2.0 has no ranges (4XX): the widest of them stands for what no code says, when nothing else does.
  const exact = entries.filter(([code]) => /^(?:\d{3}|default)$/.test(code));
  const range = entries.findLast(([code]) => /^\dXX$/i.test(code));
  const hasDefault = exact.some(([code]) => code === 'default');
  const fallback = range !== undefined && !hasDefault ? [['default', range[1]] as const] : [];
  const all = [...exact, ...fallback];
  return { responses: objectFrom(all.length > 0 ? all : [['default', { description: '' }]]), produces: [...types] };
}

function swaggerResponse(contract: JsonObject, response: JsonObject): JsonObject {
  const content = objectOf(response['content']);
  const types = Object.keys(content);
  const main = types.find(isJson) ?? types[0];
  const media = main === undefined ? {} : objectOf(content[main]);
  const examples = types.flatMap((type) => {
    const example = exampleOf(contract, objectOf(content[type]));
    return example === undefined ? [] : [[type, example] as const];
  });
  const headers = objectOf(response['headers']);
  return {
    description: typeof response['description'] === 'string' ? response['description'] : '',
    ...(main === undefined ? {} : { schema: responseSchema(main, media['schema']) }),
    ...(Object.keys(headers).length > 0
      ? { headers: mapValues(headers, (header) => swaggerHeader(contract, header)) }
      : {}),
    ...(examples.length > 0 ? { examples: objectFrom(examples) } : {}),
    ...extensionsOf(response),
  };
}

/** Bytes of no JSON are a file in 2.0. */
function responseSchema(type: string, schema: unknown): JsonObject {
  const found = swaggerSchema(schema);
  const isBytes = found['format'] === 'binary' || (Object.keys(found).length === 0 && !isJson(type));
  return isBytes ? { type: 'file' } : found;
}

function exampleOf(contract: JsonObject, media: JsonObject): unknown {
  if ('example' in media) return media['example'];
  const [first] = Object.values(objectOf(media['examples']));
  return isObject(first) ? resolveReference(contract, first)['value'] : undefined;
}
