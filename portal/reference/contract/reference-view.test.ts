import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { exampleOf } from '#portal/reference/contract/example.ts';
import { operationsOf, viewReference } from '#portal/reference/contract/reference-view.ts';

const sample = {
  openapi: '3.1.0',
  info: { title: 'Dossiers', version: '2' },
  tags: [{ name: 'dossiers', description: 'Les *dossiers*' }],
  security: [{ oauth: ['read'] }],
  paths: {
    '/dossiers/{id}': {
      parameters: [
        { name: 'id', in: 'path', schema: { type: 'integer', minimum: 7 } },
        { name: 'lang', in: 'query', schema: { type: 'string' } },
      ],
      get: {
        operationId: 'readDossier',
        tags: ['dossiers'],
        deprecated: true,
        parameters: [
          { $ref: '#/components/parameters/Lang' },
          { name: 'Authorization', in: 'header', schema: { type: 'string' } },
        ],
        responses: {
          200: {
            description: 'Bien',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Dossier' } } },
          },
        },
      },
      post: {
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: { file: { type: 'string', format: 'binary' }, label: { type: 'string' } },
              },
            },
          },
        },
        responses: {},
      },
    },
  },
  components: {
    parameters: { Lang: { name: 'lang', in: 'query', required: true, schema: { type: 'string', enum: ['fr', 'en'] } } },
    schemas: {
      Dossier: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'integer', format: 'int64' },
          parent: { $ref: '#/components/schemas/Dossier' },
          kind: { oneOf: [{ type: 'string' }, { type: 'null' }], description: 'Genre' },
          notes: { type: 'array', items: { $ref: '#/components/schemas/Note' } },
        },
      },
      Note: { type: 'object', nullable: true, properties: { text: { type: 'string', maxLength: 5, example: 'Vu' } } },
    },
    securitySchemes: { oauth: { type: 'oauth2' }, key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  },
};

test('operations stand by tag, with the parameters of their path, the own ones over them', () => {
  const view = viewReference(sample);
  assert.deepEqual(
    view.groups.map(({ name, operations }) => [name, operations.map(({ anchor }) => anchor)]),
    [
      ['dossiers', ['operation-read-dossier']],
      ['', ['operation-post-dossiers-id']],
    ],
  );
  const [read] = operationsOf(view);
  assert.equal(read?.deprecated, true);
  assert.deepEqual(
    read?.parameters.map(({ name, place, required, example }) => ({ name, place, required, example })),
    [
      { name: 'id', place: 'path', required: true, example: '7' },
      { name: 'lang', place: 'query', required: true, example: 'fr' },
    ],
  );
  assert.deepEqual(read?.security, [{ schemes: ['oauth'], scopes: ['read'] }]);
});

test('a body tells which of its fields are files', () => {
  const post = operationsOf(viewReference(sample))[1];
  assert.deepEqual(post?.body?.fileFields, ['file']);
  assert.equal(post?.body?.required, true);
});

test('a definition is shown once and linked from everywhere, from itself too', () => {
  const view = viewReference(sample);
  const dossier = view.definitions[0];
  assert.equal(dossier?.anchor, 'definition-dossier');
  const properties = new Map(
    dossier?.schema.properties.map(({ name, schema, required }) => [name, { schema, required }]),
  );
  assert.equal(properties.get('id')?.required, true);
  assert.deepEqual(properties.get('parent')?.schema.definition, { name: 'Dossier', anchor: 'definition-dossier' });
  assert.deepEqual(properties.get('parent')?.schema.properties, []);
  assert.equal(properties.get('notes')?.schema.items?.definition?.name, 'Note');
  assert.equal(properties.get('kind')?.schema.variants[0]?.kind, 'oneOf');
  assert.deepEqual(view.definitions[1]?.schema.types, ['object', 'null']);
  const answer = operationsOf(view)[0]?.responses[0]?.contents[0];
  assert.equal(answer?.schema.definition?.name, 'Dossier');
  assert.equal(answer?.schema.properties.length, 4);
});

test('an example is made from what the schema says, and ends where a definition holds itself', () => {
  assert.deepEqual(exampleOf(sample, { $ref: '#/components/schemas/Dossier' }), {
    id: 1,
    kind: 'string',
    notes: [{ text: 'Vu' }],
  });
  assert.equal(exampleOf({}, { allOf: [{ $ref: '#/nowhere' }] }), undefined);
});

test('the contract of SNE-Cotation gives its operation', () => {
  const contract: unknown = JSON.parse(readFileSync('examples/sne-cotation.openapi.json', 'utf8'));
  const [healthcheck] = operationsOf(viewReference(contract));
  assert.equal(healthcheck?.path, '/healthcheck');
  assert.equal(healthcheck?.responses[0]?.contents[0]?.example, '{\n  "version": "1.0",\n  "etat": "OK"\n}');
});

test('anchors are unique and safe, whatever names the contract uses', () => {
  const names = ['A b', 'a-b', '<script>', '"', 'É', '', '__proto__', 'constructor'];
  const schemas = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:{"type":"string"}`).join(',')}}`);
  const { definitions } = viewReference({ components: { schemas } });
  assert.equal(new Set(definitions.map(({ anchor }) => anchor)).size, names.length);
  for (const { anchor } of definitions) assert.match(anchor, /^definition-[a-z0-9-]+$/);
});

test('a contract that doubles at every level is cut, not expanded', () => {
  const paths = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => {
      const next = { $ref: `#/x/s${level + 1}` };
      return [`s${level}`, { type: 'object', properties: { a: next, b: next, c: next, d: next } }];
    }),
  );
  const contract = {
    x: paths,
    paths: {
      '/': { get: { responses: { 200: { content: { 'application/json': { schema: { $ref: '#/x/s0' } } } } } } },
    },
  };
  const view = viewReference(contract);
  assert.equal(view.cut, true);
  assert.ok(JSON.stringify(view).length < limits.referenceNodes * 2_000);
});

/** JSON in which the words of OpenAPI stand in all the wrong places. */
const words = fc.constantFrom(
  ...[
    'paths',
    'get',
    'post',
    '/a',
    '/{b}',
    'parameters',
    'requestBody',
    'content',
    'application/json',
    'schema',
    '$ref',
  ],
  ...[
    'properties',
    'items',
    'allOf',
    'oneOf',
    'type',
    'enum',
    'example',
    'examples',
    'components',
    'schemas',
    'A',
    'B',
  ],
  ...[
    'responses',
    '200',
    'headers',
    'security',
    'tags',
    'name',
    'in',
    'info',
    'required',
    'additionalProperties',
    'const',
  ],
);
const leaf = fc.oneof(
  fc.constantFrom(
    '#/components/schemas/A',
    '#/components/schemas/B',
    '#/paths',
    '#',
    '#/a/%',
    'http://x/y',
    'path',
    'object',
    'array',
  ),
  fc.constantFrom(null, true, false, 0, '', 'string', -1.5),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium' },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(words, tie('tree'), { maxKeys: 5 }),
  ),
}));

test('whatever stands in a contract, its view is made', () => {
  const contracts = fc.record({
    paths: fc.dictionary(
      fc.constantFrom('/a', '/{b}', 'x'),
      fc.dictionary(fc.constantFrom('get', 'post', 'parameters', '$ref'), tree),
    ),
    components: fc.record({ schemas: fc.dictionary(fc.constantFrom('A', 'B', '__proto__'), tree) }),
    security: tree,
    tags: tree,
  });
  fc.assert(
    fc.property(fc.oneof(contracts, tree), (contract) => {
      const view = viewReference(contract);
      const anchors = operationsOf(view).map(({ anchor }) => anchor);
      assert.equal(new Set(anchors).size, anchors.length);
    }),
    { numRuns: 1_000 },
  );
});
