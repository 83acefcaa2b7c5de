import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { contractText } from '#registry/contracts/contract-text.ts';
import type { DeployedApi } from '#registry/contracts/deployed-api.ts';
import { fillDeployment } from '#registry/contracts/deployed-contract.ts';
import { objectOf, type JsonObject } from '#registry/contracts/json.ts';
import { swaggerSchema } from '#registry/contracts/swagger/schema.ts';
import { flatSchema } from '#registry/contracts/swagger/parameter.ts';
import { toSwagger } from '#registry/contracts/swagger/to-swagger.ts';
import { upgradeContract } from '#registry/contracts/upgrade-contract.ts';
import { parse } from 'yaml';

const deployed: DeployedApi = {
  url: 'https://api.example.org/acme/v1',
  label: 'production',
  credential: 'token',
  requiredScopes: ['resource.READ'],
  issuer: { tokenUrl: 'https://oauth.example.org/api/oauth/token', grants: ['client_credentials', 'password'] },
};

/** Everything that 2.0 says otherwise, or cannot say. */
const hard = {
  openapi: '3.1.0',
  info: { title: 'Hard', version: '1', summary: 'gone in 2.0', license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: 'https://behind.example/{tenant}', variables: { tenant: { default: 'a' } } }],
  security: [{ own: [] }],
  tags: [{ name: 'pets', description: 'Pets' }],
  webhooks: { onPet: { post: { responses: { 200: { description: 'ok' } } } } },
  paths: {
    '/pets/{id}': {
      servers: [{ url: 'https://other.example' }],
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: ['integer', 'null'], exclusiveMinimum: 0 } },
        { name: 'session', in: 'cookie', schema: { type: 'string' } },
      ],
      get: {
        operationId: 'getPet',
        security: [{ own: ['x'] }],
        parameters: [
          { name: 'fields', in: 'query', schema: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } } },
          {
            name: 'near',
            in: 'query',
            style: 'pipeDelimited',
            explode: false,
            schema: { type: 'array', items: { type: 'number' } },
          },
          { name: 'filter', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } },
          { $ref: '#/components/parameters/Trace' },
        ],
        responses: {
          200: {
            description: 'A pet',
            headers: { 'X-Left': { schema: { type: 'integer' } } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Pet' },
                examples: { one: { value: { name: 'Rex' } } },
              },
              'application/pdf': {},
            },
          },
          '4XX': { $ref: '#/components/responses/Refused' },
        },
      },
      post: {
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['file'],
                properties: {
                  file: { contentMediaType: 'application/octet-stream' },
                  tags: { type: 'array', items: { type: 'string' } },
                },
              },
            },
          },
        },
        responses: { 204: { description: 'Taken' } },
      },
      put: {
        deprecated: true,
        requestBody: { content: { 'application/octet-stream': { schema: {} } } },
        responses: { 200: { description: 'Bytes', content: { 'image/png': { schema: {} } } } },
      },
      trace: { responses: { 200: { description: 'no' } } },
    },
  },
  components: {
    securitySchemes: { own: { type: 'http', scheme: 'bearer' } },
    parameters: { Trace: { name: 'X-Trace', in: 'header', schema: { type: 'string', const: 'on' } } },
    responses: { Refused: { description: 'Refused', content: { 'application/problem+json': { schema: true } } } },
    schemas: {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: ['string', 'null'], examples: ['Rex'], maxLength: 10 },
          owner: { anyOf: [{ $ref: '#/components/schemas/Owner' }, { type: 'null' }] },
          home: { $ref: '#/components/schemas/Owner', description: 'Where it lives' },
          kind: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
          pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
          any: true,
        },
        patternProperties: { '^x': { type: 'string' } },
        additionalProperties: false,
      },
      Owner: { type: 'object', properties: { pets: { type: 'array', items: { $ref: '#/components/schemas/Pet' } } } },
    },
  },
};

async function refusals(document: JsonObject): Promise<unknown> {
  const result = await new Validator().validate(structuredClone({ ...document }));
  return result.valid ? [] : result.errors;
}

/** Looks a path of keys up. */
function at(document: unknown, ...keys: string[]): unknown {
  return keys.reduce((found, key) => objectOf(found)[key], document);
}

test('a contract with everything that 2.0 says otherwise becomes a valid one', async () => {
  const contract = upgradeContract(hard);
  assert.deepEqual(await refusals(fillDeployment(contract, deployed)), []);
  const swagger = toSwagger(contract, deployed);
  assert.deepEqual(await refusals(swagger), []);
  const get = at(swagger, 'paths', '/pets/{id}', 'get');
  assert.deepEqual(
    at(get, 'parameters'),
    [
      {
        name: 'fields',
        in: 'query',
        type: 'array',
        items: { type: 'string', enum: ['a', 'b'] },
        collectionFormat: 'multi',
      },
      { name: 'near', in: 'query', type: 'array', items: { type: 'number' }, collectionFormat: 'pipes' },
      { name: 'filter', in: 'query', type: 'string' },
      { name: 'X-Trace', in: 'header', type: 'string' },
    ].map((parameter) => (parameter.name === 'X-Trace' ? { ...parameter, enum: ['on'] } : parameter)),
  );
  assert.deepEqual(at(get, 'responses', '200', 'schema'), { $ref: '#/definitions/Pet' });
  assert.deepEqual(at(get, 'responses', '200', 'examples'), { 'application/json': { name: 'Rex' } });
  assert.equal(at(get, 'responses', 'default', 'description'), 'Refused');
  assert.deepEqual(at(get, 'produces'), ['application/json', 'application/pdf', 'application/problem+json']);
  const post = at(swagger, 'paths', '/pets/{id}', 'post');
  assert.deepEqual(at(post, 'consumes'), ['multipart/form-data']);
  assert.deepEqual(at(post, 'parameters'), [
    { name: 'file', in: 'formData', required: true, type: 'file' },
    { name: 'tags', in: 'formData', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' },
  ]);
  assert.deepEqual(Object.keys(objectOf(at(swagger, 'paths', '/pets/{id}'))).toSorted(), [
    'get',
    'parameters',
    'post',
    'put',
  ]);
});

test('schemas are loosened where 2.0 has no word, and never tightened', () => {
  const pet = at(toSwagger(upgradeContract(hard), deployed), 'definitions', 'Pet');
  assert.deepEqual(at(pet, 'properties', 'name'), {
    maxLength: 10,
    example: 'Rex',
    type: 'string',
    'x-nullable': true,
  });
  assert.deepEqual(at(pet, 'properties', 'owner'), { allOf: [{ $ref: '#/definitions/Owner' }], 'x-nullable': true });
  assert.deepEqual(at(pet, 'properties', 'home'), {
    description: 'Where it lives',
    allOf: [{ $ref: '#/definitions/Owner' }],
  });
  assert.deepEqual(at(pet, 'properties', 'kind'), { 'x-oneOf': [{ type: 'string' }, { type: 'integer' }] });
  assert.deepEqual(at(pet, 'properties', 'pair'), { type: 'array', items: {} });
  assert.equal(at(pet, 'additionalProperties'), undefined);
  assert.deepEqual(swaggerSchema({ type: 'number', exclusiveMinimum: 1, minimum: 0 }), {
    type: 'number',
    minimum: 1,
    exclusiveMinimum: true,
  });
});

test('address, authorization server and scopes of the deployment are filled in, and no others are left', () => {
  const contract = upgradeContract(hard);
  const swagger = toSwagger(contract, deployed);
  assert.deepEqual(
    [swagger['host'], swagger['basePath'], swagger['schemes']],
    ['api.example.org', '/acme/v1', ['https']],
  );
  const tokenUrl = 'https://oauth.example.org/api/oauth/token';
  assert.deepEqual(swagger['securityDefinitions'], {
    'oauth2-application': { type: 'oauth2', flow: 'application', tokenUrl, scopes: { 'resource.READ': '' } },
    'oauth2-password': { type: 'oauth2', flow: 'password', tokenUrl, scopes: { 'resource.READ': '' } },
  });
  const filled = fillDeployment(contract, { ...deployed, credential: 'client-id-and-secret', issuer: null });
  assert.deepEqual(filled['servers'], [{ url: 'https://api.example.org/acme/v1', description: 'production' }]);
  assert.deepEqual(filled['security'], [{ clientId: [], clientSecret: [] }]);
  assert.ok(!JSON.stringify(filled).includes('behind.example') && !JSON.stringify(filled).includes('"own"'));
});

test('what the guide’s own contract becomes is valid, whatever opens it', async () => {
  const contract = upgradeContract(JSON.parse(readFileSync('examples/sne-cotation.openapi.json', 'utf8')));
  for (const credential of ['token', 'client-id', 'client-id-and-secret', 'api-key'] as const) {
    assert.deepEqual(await refusals(toSwagger(contract, { ...deployed, credential })), [], credential);
    assert.deepEqual(await refusals(fillDeployment(contract, { ...deployed, credential })), [], credential);
  }
});

test('a contract of OpenAPI 3.0 is given as 3.1, and the stored one stays as it is', async () => {
  const source = {
    ...hard,
    openapi: '3.0.3',
    webhooks: undefined,
    info: { title: 'Old', version: '1' },
    components: { schemas: { Pet: { type: 'string', nullable: true, exclusiveMinimum: true, minimum: 1 } } },
    paths: {},
  };
  const given = structuredClone(source);
  const upgraded = upgradeContract(given);
  assert.deepEqual(given, source);
  assert.deepEqual(at(upgraded, 'components', 'schemas', 'Pet'), { type: ['string', 'null'], exclusiveMinimum: 1 });
});

/** Schemas of 3.1 made of whatever stands in one. */
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(true, false, {}, { $ref: '#/components/schemas/A' }, { type: 'null' }),
    fc.record(
      {
        type: fc.constantFrom<unknown>(
          'string',
          'integer',
          'number',
          'array',
          'object',
          ['string', 'null'],
          ['integer', 'string'],
        ),
        enum: fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 3 }),
        const: fc.string(),
        minimum: fc.integer(),
        exclusiveMaximum: fc.integer(),
        examples: fc.array(fc.string(), { maxLength: 2 }),
        items: tie('schema'),
        prefixItems: fc.array(tie('schema'), { maxLength: 2 }),
        properties: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'type'), tie('schema'), {
          maxKeys: 3,
        }),
        required: fc.array(fc.constantFrom('a', 'b', 'type'), { maxLength: 3 }),
        additionalProperties: tie('schema'),
        allOf: fc.array(tie('schema'), { maxLength: 2 }),
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        discriminator: fc.record({ propertyName: fc.constantFrom('a', 'type') }),
        contentMediaType: fc.constant('image/png'),
      },
      { requiredKeys: [] },
    ),
  ),
}));

test('whatever schemas a contract holds, the Swagger 2.0 document is valid', async () => {
  await fc.assert(
    fc.asyncProperty(schema, schema, async (one, other) => {
      const content = { 'application/json': { schema: one } };
      const responses = { 200: { description: '', content, headers: { X: { schema: other } } } };
      const parameters = [{ name: 'q', in: 'query', schema: other }];
      const contract = {
        ...hard,
        components: { schemas: { A: one } },
        paths: { '/': { post: { parameters, requestBody: { content }, responses } } },
      };
      assert.deepEqual(await refusals(toSwagger(contract, deployed)), []);
    }),
    { numRuns: 150 },
  );
});

test('JSON and YAML hold the same document', () => {
  const document = toSwagger(upgradeContract(hard), deployed);
  const plain: unknown = JSON.parse(JSON.stringify(document));
  assert.deepEqual(JSON.parse(contractText(document, 'json')), plain);
  assert.deepEqual(parse(contractText(document, 'yaml')), plain);
});

test('a parameter whose schema is a list of itself is told as lists of texts, to an end', () => {
  const list = { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/A' }] } };
  const contract = { openapi: '3.1.0', components: { schemas: { A: list } } };
  const told = JSON.stringify(flatSchema(contract, { $ref: '#/components/schemas/A' }, 'csv'));
  assert.match(told, /^\{"type":"array","items":\{"type":"array",.*\{"type":"string"\}+,"collectionFormat":"csv"\}$/);
});
