/** The admin API's own contract: OpenAPI 3.1, made from the operations' schemas. */
import { z } from 'zod';
import { pathParameters, readsQuery } from '#admin/input.ts';
import type { AnyOperation } from '#registry/any-operation.ts';

type JsonSchema = Readonly<Record<string, unknown>>;
type ObjectSchema = {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
};

export const adminPrefix = '/admin/v1';

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // `$schema` is for whole documents; inside a contract its dialect is given once.
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
}

function parameters(operation: AnyOperation, input: ObjectSchema): readonly JsonSchema[] {
  const inPath = pathParameters(operation);
  const path = inPath.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: input.properties[name] ?? { type: 'string' },
  }));
  if (!readsQuery(operation)) return path;
  const query = Object.entries(input.properties)
    .filter(([name]) => !inPath.includes(name))
    .map(([name, schema]) => ({ name, in: 'query', required: input.required.includes(name), schema }));
  return [...path, ...query];
}

function requestBody(operation: AnyOperation, input: ObjectSchema): { requestBody?: JsonSchema } {
  const inPath = new Set(pathParameters(operation));
  const fields = Object.entries(input.properties).filter(([name]) => !inPath.has(name));
  if (readsQuery(operation) || fields.length === 0) return {};
  const required = input.required.filter((name) => !inPath.has(name));
  const schema = { ...input, properties: Object.fromEntries(fields), required };
  return { requestBody: { required: required.length > 0, content: { 'application/json': { schema } } } };
}

function describe(operation: AnyOperation): JsonSchema {
  const input = objectSchema.parse(jsonSchema(operation.input, 'input'));
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [operation.name.split('.')[0]],
    parameters: parameters(operation, input),
    ...requestBody(operation, input),
    responses: {
      200: {
        description: 'Done.',
        content: { 'application/json': { schema: jsonSchema(operation.output, 'output') } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const problemComponent = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', description: '`urn:guichet:error:<code>`' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; docs/errors has a page for each.' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    instance: { type: 'string', description: '`urn:guichet:request:<X-Request-Id>`' },
  },
};

/** Gives the contract of the admin API that offers `operations`. */
export function adminContract(operations: readonly AnyOperation[]): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    const path = `${adminPrefix}${operation.http.path}`;
    paths[path] = { ...paths[path], [operation.http.method]: describe(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Guichet: admin API',
      version: '1',
      description: 'Every operation of the registry. The token is in the data folder, `keys/admin.key`.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'Refused, with a stable code (RFC 9457).',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: { Problem: problemComponent },
    },
  };
}
