import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { simplestRead } from '#registry/contracts/simplest-read.ts';

const optional = { name: 'a', in: 'query' };
const needed = { ...optional, required: true };

test('the GET that asks least is chosen, whatever the order of the paths', () => {
  const paths = {
    '/list': { get: { parameters: [optional] } },
    '/one/{id}': { get: {} },
    '/health': { get: {} },
    '/search': { get: { parameters: [needed] } },
  };
  assert.equal(simplestRead({ paths }), '/health');
  assert.equal(simplestRead({ paths: Object.fromEntries(Object.entries(paths).toReversed()) }), '/health');
  const sne: unknown = JSON.parse(readFileSync('examples/sne-cotation.openapi.json', 'utf8'));
  assert.equal(simplestRead(sne), '/healthcheck');
});

test('what must be filled in, what is hidden behind a reference, and what is no contract give nothing', () => {
  const wanting = [
    { '/a': { parameters: [needed], get: {} } },
    { '/a': { get: { parameters: [{ $ref: '#/components/parameters/A' }] } } },
    { '/a/{b}': { get: {} } },
    { '/a': { post: {} } },
  ];
  for (const paths of wanting) assert.equal(simplestRead({ paths }), null);
  for (const contract of [null, 'text', [], {}, { paths: null }]) assert.equal(simplestRead(contract), null);
});
