import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { compareContracts } from '#registry/contracts/changes/compare-contracts.ts';
import type { Change } from '#registry/contracts/changes/change.ts';
import { upgradeContract } from '#registry/contracts/upgrade-contract.ts';

/** A contract with one operation around two schemas. */
function contractOf(request: unknown, response: unknown, schemas: object = {}) {
  const body = (schema: unknown) => ({ 'application/json': { schema } });
  const operation = {
    requestBody: { content: body(request) },
    responses: { 200: { description: '', content: body(response) } },
  };
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/x': { post: operation } },
    components: { schemas },
  };
}

/** What changes when the request's schema, or the answer's, goes from one to the other; in few words. */
function told(before: unknown, after: unknown, direction: 'request' | 'response'): string[] {
  const around = (schema: unknown) => (direction === 'request' ? contractOf(schema, {}) : contractOf({}, schema));
  return compareContracts(around(before), around(after)).changes.map(inWords);
}

function inWords({ subject, kind, aspect, at, breaking }: Change): string {
  return [breaking ? '!' : '', subject, kind, aspect, at].filter((word) => word !== '' && word !== null).join(' ');
}

const object = (properties: object, required: string[] = []) => ({ type: 'object', properties, required });

test('each rule, in both directions', () => {
  const a = { a: { type: 'string' } };
  const ab = { ...a, b: { type: 'string' } };
  const cases: [before: unknown, after: unknown, request: string[], response: string[]][] = [
    [object(a), object(ab), ['property added optional b'], ['property added optional 200 b']],
    [object(a), object(ab, ['b']), ['! property added required b'], ['property added required 200 b']],
    [object(ab), object(a), ['! property removed b'], ['! property removed 200 b']],
    [object(a), object(a, ['a']), ['! property changed required a'], ['property changed required 200 a']],
    [object(a, ['a']), object(a), ['property changed optional a'], ['! property changed optional 200 a']],
    [{ type: 'integer' }, { type: 'number' }, ['body changed type'], ['! response changed type 200']],
    [{ type: 'number' }, { type: 'integer' }, ['! body changed type'], ['response changed type 200']],
    [{ type: 'string' }, { type: 'integer' }, ['! body changed type'], ['! response changed type 200']],
    [{ enum: ['a', 'b'] }, { enum: ['a'] }, ['! body changed values'], ['response changed values 200']],
    [{ enum: ['a'] }, { enum: ['a', 'b'] }, ['body changed values'], ['! response changed values 200']],
    [{ maxLength: 10 }, { maxLength: 5 }, ['! body changed limit'], ['response changed limit 200']],
    [{ minimum: 1 }, {}, ['body changed limit'], ['! response changed limit 200']],
    [{ pattern: 'a' }, { pattern: 'b' }, ['! body changed format'], ['! response changed format 200']],
    [
      { items: { type: 'string' } },
      { items: { type: 'number' } },
      ['! property changed type []'],
      ['! property changed type 200 []'],
    ],
    [
      { additionalProperties: true },
      { additionalProperties: false },
      ['! body changed openness'],
      ['response changed openness 200'],
    ],
    [
      { oneOf: [{ title: 'A' }] },
      { oneOf: [{ title: 'A' }, { title: 'B' }] },
      ['alternative added'],
      ['! alternative added 200'],
    ],
    [
      { oneOf: [{ title: 'A' }, { title: 'B' }] },
      { oneOf: [{ title: 'A' }] },
      ['! alternative removed'],
      ['alternative removed 200'],
    ],
    [{ allOf: [object(a), object(ab)] }, object(ab), [], []],
    [{ description: 'x', examples: [1] }, { description: 'y' }, [], []],
    [{ const: 1 }, { enum: [1] }, [], []],
  ];
  for (const [before, after, request, response] of cases) {
    const name = `${JSON.stringify(before)} → ${JSON.stringify(after)}`;
    assert.deepEqual(told(before, after, 'request'), request, `request ${name}`);
    assert.deepEqual(told(before, after, 'response'), response, `response ${name}`);
  }
});

test('operations, parameters, bodies, answers and definitions that come, go and change are told', () => {
  const responses = { 200: { description: '' }, 404: { description: '' } };
  const before = {
    paths: {
      '/a': {
        get: {
          parameters: [
            { name: 'q', in: 'query' },
            { name: 'X-Old', in: 'header' },
          ],
          responses,
        },
      },
      '/b/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true }],
        delete: { responses },
        put: { requestBody: {}, responses },
      },
      '/gone': { get: { responses } },
    },
    components: { schemas: { Old: {} } },
  };
  const after = {
    paths: {
      '/a': {
        get: {
          deprecated: true,
          parameters: [
            { name: 'q', in: 'query', required: true },
            { name: 'page', in: 'query' },
          ],
          responses,
        },
      },
      '/b/{key}': {
        parameters: [{ name: 'key', in: 'path', required: true }],
        delete: { responses: { 204: responses[200] } },
        put: { requestBody: { required: true }, responses },
      },
      '/new': { get: { responses } },
    },
    components: { schemas: { New: {} } },
  };
  const { changes, cut } = compareContracts(before, after);
  assert.equal(cut, false);
  const words = changes.map(
    (change) =>
      `${inWords(change)}${change.definition === null ? '' : ` ${change.definition}`}${change.operations.length === 0 ? '' : ` @ ${change.operations.join()}`}`,
  );
  assert.deepEqual(
    words,
    [
      '! parameter changed required query q @ GET /a',
      '! parameter removed header X-Old @ GET /a',
      '! response removed 200 @ DELETE /b/{key}',
      '! body changed required @ PUT /b/{key}',
      '! operation removed @ GET /gone',
      'operation changed deprecated @ GET /a',
      'parameter added optional query page @ GET /a',
      'response added 204 @ DELETE /b/{key}',
      'response removed 404 @ DELETE /b/{key}',
      'operation added @ GET /new',
      'definition removed Old',
      'definition added New',
    ].toSorted((a, b) => words.indexOf(a) - words.indexOf(b)),
  );
});

test('a change inside a definition is told once, with every operation that shares it', () => {
  const pet = (type: string) => ({ Pet: object({ name: { type }, friend: { $ref: '#/components/schemas/Pet' } }) });
  const reference = { $ref: '#/components/schemas/Pet' };
  const whole = (type: string) => {
    const one = contractOf({}, reference, pet(type));
    return { ...one, paths: { '/x': one.paths['/x'], '/y': one.paths['/x'] } };
  };
  const { changes } = compareContracts(whole('string'), whole('integer'));
  assert.deepEqual(
    changes.map(({ definition, at, operations }) => [definition, at, operations]),
    [['Pet', 'name', ['POST /x', 'POST /y']]],
  );
});

const leaf = fc.record(
  {
    type: fc.constantFrom<unknown>('string', 'integer', 'number', ['string', 'null'], 'boolean'),
    enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
    minimum: fc.integer({ min: 0, max: 3 }),
    maxLength: fc.integer({ min: 0, max: 3 }),
    pattern: fc.constantFrom('x', 'y'),
    uniqueItems: fc.boolean(),
  },
  { requiredKeys: [] },
);
/** Schemas that always have the same properties: what may differ are the values that they allow. */
const values = fc.record({
  type: fc.constant('object'),
  properties: fc.record({ a: leaf, b: fc.record({ type: fc.constant('array'), items: leaf }) }),
  required: fc.subarray(['a', 'b']),
  additionalProperties: fc.boolean(),
});

test('nothing differs from itself', () => {
  const real: unknown = JSON.parse(readFileSync('examples/sne-cotation.openapi.json', 'utf8'));
  assert.deepEqual(compareContracts(upgradeContract(real), upgradeContract(real)), { changes: [], cut: false });
  fc.assert(
    fc.property(values, (schema) =>
      assert.deepEqual(compareContracts(contractOf(schema, schema), contractOf(schema, schema)).changes, []),
    ),
  );
});

test('what breaks a request forwards breaks an answer backwards, and the other way round', () => {
  const breaks = (before: unknown, after: unknown, direction: 'request' | 'response'): boolean =>
    told(before, after, direction).some((words) => words.startsWith('!'));
  fc.assert(
    fc.property(values, values, (one, other) => {
      assert.equal(breaks(one, other, 'request'), breaks(other, one, 'response'));
      // Different in any way: it breaks at least one side.
      if (told(one, other, 'request').length > 0)
        assert.ok(breaks(one, other, 'request') || breaks(one, other, 'response'));
    }),
  );
});

test('what comes one way goes the other way', () => {
  const operations = fc
    .subarray(['/a', '/b', '/c', '/d'])
    .map((paths) => ({ paths: Object.fromEntries(paths.map((path) => [path, { get: {} }])) }));
  const count = (changes: readonly Change[], kind: string): number =>
    changes.filter((change) => change.kind === kind).length;
  fc.assert(
    fc.property(operations, operations, (one, other) => {
      const [there, back] = [compareContracts(one, other).changes, compareContracts(other, one).changes];
      assert.equal(count(there, 'added'), count(back, 'removed'));
      assert.ok(there.every(({ kind, breaking }) => breaking === (kind === 'removed')));
    }),
  );
});

test('contracts whose references multiply end, and say that there may be more', () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `S${index}`,
      object({ l: { $ref: `#/components/schemas/S${index + 1}` }, r: { $ref: `#/components/schemas/S${index + 1}` } }),
    ]),
  );
  const contract = contractOf({ $ref: '#/components/schemas/S0' }, {}, schemas);
  assert.equal(compareContracts(contract, structuredClone(contract)).cut, true);
});
