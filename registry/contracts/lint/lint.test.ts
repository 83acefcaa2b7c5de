import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Problem } from '#base/problem.ts';
import { compareOperations } from '#registry/contracts/compare-operations.ts';
import { errorsOf } from '#registry/contracts/lint/errors-of.ts';
import { operationsOf } from '#registry/contracts/lint/walk.ts';
import { readContractFile } from '#registry/contracts/read-upload.ts';

const good = `openapi: 3.1.0
info:
  title: Cotation
  version: "1.0"
  description: Rates files.
  contact: {email: api@example.org}
servers: [{url: https://api.example.org}]
paths:
  /dossiers/{id}:
    get:
      operationId: getDossier
      summary: Gives one file
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: The file
          content: {application/json: {schema: {$ref: "#/components/schemas/Dossier"}}}
        "404": {description: There is none}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Dossier: {type: object, example: {id: "1"}, properties: {id: {type: string}}}
`;

async function found(text: string): Promise<string[]> {
  const { findings } = await readContractFile(text);
  return findings.map(({ severity, rule, line, place }) => `${severity} ${rule} ${line} ${place}`);
}

async function refusal(text: string): Promise<Problem> {
  const thrown: unknown = await readContractFile(text).catch((error: unknown) => error);
  assert.ok(thrown instanceof Problem, String(thrown));
  return thrown;
}

test('a contract that says all is read without a finding, as YAML and as JSON', async () => {
  const read = await readContractFile(good);
  assert.deepEqual(read.findings, []);
  assert.deepEqual([read.format, read.title, read.operations], ['OpenAPI 3.1.0', 'Cotation', 1]);
  assert.deepEqual((await readContractFile(JSON.stringify(read.contract))).findings, []);
});

test('what readers miss is a warning at its line', async () => {
  const bare = `openapi: 3.0.3
info: {title: Bare, version: "1"}
servers: [{url: "http://localhost:8080"}]
paths:
  /a/{b}:
    get:
      responses:
        "200": {description: Fine, content: {application/json: {}}}
`;
  assert.deepEqual(await found(bare), [
    'warning security 1 components',
    'warning description 2 info',
    'warning contact 2 info',
    'warning server 3 servers.0',
    'warning operation-id 6 paths./a/{b}.get',
    'warning summary 6 paths./a/{b}.get',
    'warning path-parameter 6 paths./a/{b}.get',
    'warning refusals 6 paths./a/{b}.get',
    'warning example 6 paths./a/{b}.get',
  ]);
});

test('what the format forbids, and what cannot be routed by, are errors', async () => {
  assert.deepEqual(await found(good.replace('info:\n  title: Cotation\n', 'info:\n')), ['error format 2 info']);
  const wrong = good.replace('in: path', 'in: nowhere');
  assert.ok(
    (await found(wrong)).some((line) => line.startsWith('error format 13 paths./dossiers/{id}.get.parameters.0')),
  );
  assert.deepEqual(await found(good.replace('#/components/schemas/Dossier', 'file:///etc/passwd')), [
    'error reference-outside 17 paths./dossiers/{id}.get.responses.200.content.application/json.schema.$ref',
    'warning example 10 paths./dossiers/{id}.get',
  ]);
  assert.ok(
    (await found(good.replace('schemas/Dossier', 'schemas/None'))).some((line) => /reference-broken 17/.test(line)),
  );
  const alike = good.replace(
    'components:',
    '  /dossiers/{other}:\n    get: {operationId: getDossier, responses: {default: {description: x}}}\ncomponents:',
  );
  const errors = (await found(alike)).filter((line) => line.startsWith('error'));
  assert.deepEqual(
    errors.map((line) => line.split(' ')[1]),
    ['paths-alike', 'operation-id-unique'],
  );
  assert.ok(
    (await found('openapi: 3.1.0\ninfo: {title: a, version: "1"}\npaths: {}\n')).includes('error operations 3 paths'),
  );
});

test('what is no contract is refused with the line', async () => {
  const lines = async (text: string) => (await refusal(text)).faults.map(({ path, message }) => `${path} ${message}`);
  assert.match((await lines('a: [1'))[0] ?? '', /^contract Line 1: not YAML/);
  assert.match((await lines('a: 1\nb: &x 1\nc: *x'))[0] ?? '', /^contract Line 3: anchors and aliases/);
  for (const text of ['just text', '- 1', 'openapi: 4.0.0', 'swagger: "1.2"', '{}']) {
    assert.equal((await refusal(text)).code, 'contract.unreadable', text);
  }
});

test('Swagger 2.0 becomes OpenAPI 3 that has the same operations and no error', async () => {
  const swagger = `swagger: "2.0"
info: {title: Old, version: "1"}
host: api.example.org
basePath: /old
schemes: [https]
paths:
  /things:
    post:
      operationId: addThing
      parameters: [{in: body, name: body, schema: {$ref: "#/definitions/Thing"}}]
      responses: {"201": {description: Made, schema: {$ref: "#/definitions/Thing"}}}
definitions:
  Thing: {type: object, properties: {id: {type: string}}}
`;
  const { contract, format, findings } = await readContractFile(swagger);
  assert.equal(format, 'Swagger 2.0');
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  assert.match(String(contract['openapi']), /^3\./);
  assert.deepEqual(
    operationsOf(contract).map(({ method, path }) => `${method} ${path}`),
    ['post /things'],
  );
  assert.deepEqual(await errorsOf(contract), []);
});

test('the operations of two contracts are compared by method and path', async () => {
  const { contract } = await readContractFile(good);
  const other = (await readContractFile(good.replace('    get:', '    put:'))).contract;
  assert.deepEqual(compareOperations(contract, other), {
    added: ['PUT /dossiers/{id}'],
    removed: ['GET /dossiers/{id}'],
  });
  assert.deepEqual(compareOperations(null, contract), { added: ['GET /dossiers/{id}'], removed: [] });
});

test('any odd document is looked over without a fault of ours', async () => {
  const odd = fc.record({
    openapi: fc.constant('3.1.0'),
    paths: fc.dictionary(fc.string(), fc.dictionary(fc.constantFrom('get', 'post', '$ref', 'x'), fc.jsonValue())),
    components: fc.jsonValue(),
    servers: fc.jsonValue(),
    info: fc.jsonValue(),
  });
  await fc.assert(
    fc.asyncProperty(odd, async (document) => {
      await readContractFile(JSON.stringify(document)).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
    }),
    { numRuns: 30 },
  );
});
