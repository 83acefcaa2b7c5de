import assert from 'node:assert/strict';
import test from 'node:test';
import '#ui/jsx-loader.ts';

const { pathOf } = await import('#ui/charts/lines.tsx');

test('a line goes through the middle of its periods and stops where there is nothing', () => {
  assert.equal(pathOf([0, 5, null, 10], 10), 'M125 1000L375 500M875 0');
  assert.equal(pathOf([null, null], 10), '');
});
