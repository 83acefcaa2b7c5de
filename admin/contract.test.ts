import assert from 'node:assert/strict';
import test from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { adminContract } from '#admin/contract.ts';
import { allOperations } from '#commands/serve/all-operations.ts';

/**
 * What OpenAPI 3.1 says of the parts that our contract has, fields that it does not know refused. Schemas are JSON Schema
 * 2020-12 and judged by zod's own reader of it.
 */
const schema = z.record(z.string(), z.unknown()).refine((value) => {
  z.fromJSONSchema(value);
  return true;
});
const media = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), z.strictObject({ schema }));
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/\w+\/\w+$/) });
const response = z.strictObject({ description: z.string(), content: media });
const parameter = z.discriminatedUnion('in', [
  z.strictObject({ name: z.string(), in: z.literal('path'), required: z.literal(true), schema }),
  z.strictObject({ name: z.string(), in: z.literal('query'), required: z.boolean(), schema }),
]);
const operationObject = z.strictObject({
  operationId: z.string(),
  summary: z.string().min(1),
  tags: z.array(z.string()),
  parameters: z.array(parameter),
  requestBody: z.strictObject({ required: z.boolean(), content: media }).optional(),
  responses: z.record(z.string().regex(/^(default|[1-5]\d\d)$/), z.union([response, reference])),
});
const pathItem = z.strictObject({
  get: operationObject.optional(),
  put: operationObject.optional(),
  post: operationObject.optional(),
  delete: operationObject.optional(),
  patch: operationObject.optional(),
});
const contractSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(z.string().startsWith('/'), pathItem),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') })),
    responses: z.record(
      z.string(),
      z.strictObject({ description: z.string(), content: z.record(z.string(), z.unknown()) }),
    ),
    schemas: z.record(z.string(), schema),
  }),
});

const contract = adminContract(allOperations);

function contentsOf(body: { content: z.output<typeof media> } | undefined): Record<string, unknown>[] {
  return Object.values(body?.content ?? {}).map((one) => one.schema);
}

const operations = () =>
  Object.entries(contractSchema.parse(contract).paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, described]) =>
      described === undefined ? [] : [{ path, method, described }],
    ),
  );

test('the contract of all operations is an OpenAPI 3.1 document', () => {
  assert.doesNotThrow(() => contractSchema.parse(contract));
});

test('a validator that is not ours says the same, and refuses the contract with a fault in it', async () => {
  // The validator writes into what it is given.
  const judge = (document: object) => new Validator().validate(structuredClone({ ...document }));
  assert.deepEqual(await judge(contract), { valid: true });
  const [first] = operations();
  assert.ok(first);
  const withoutResponse = { ...first.described, responses: { 200: {} } };
  const faulty = { ...contract, paths: { [first.path]: { [first.method]: withoutResponse } } };
  assert.equal((await judge(faulty)).valid, false);
});

test('every schema in it is JSON Schema 2020-12, as a validator that is not ours reads it', () => {
  // The OpenAPI schema leaves the inside of schemas to their own meta-schema.
  const ajv = new Ajv2020();
  const schemas = operations().flatMap(({ described }) => [
    ...described.parameters.map((one) => one.schema),
    ...contentsOf(described.requestBody),
    ...Object.values(described.responses).flatMap((one) => ('content' in one ? contentsOf(one) : [])),
  ]);
  assert.ok(schemas.length > allOperations.length);
  for (const one of schemas) assert.equal(ajv.validateSchema(one), true, JSON.stringify([ajv.errors, one]));
  assert.equal(ajv.validateSchema({ type: 'text' }), false);
});

test('every operation is in it once', () => {
  const ids = operations().map(({ described }) => described.operationId);
  assert.deepEqual(ids.toSorted(), allOperations.map((operation) => operation.name).toSorted());
  assert.equal(new Set(ids).size, ids.length);
});

test('the parameters of a path are those that stand in it', () => {
  for (const { path, described } of operations()) {
    const standing = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = described.parameters.filter((one) => one.in === 'path').map((one) => one.name);
    assert.deepEqual(declared.toSorted(), standing.toSorted(), path);
  }
});

test('what only reads has no body', () => {
  for (const { path, method, described } of operations()) {
    if (method === 'get' || method === 'delete') assert.equal(described.requestBody, undefined, path);
  }
});
