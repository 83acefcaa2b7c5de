import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';

const version = fc.string({
  unit: fc.constantFrom('0', '1', '9', '10', '.', '-', 'a', 'beta', 'v', '_'),
  maxLength: 6,
});

test('versions stand in the order that people read them in', () => {
  const ordered = [
    '0.9',
    '1',
    '1.0',
    '1.9',
    '1.10',
    '2.0-alpha',
    '2.0-beta',
    '2.0',
    '2024-01',
    '2024-12',
    '10.0',
    'v1',
    'v2',
  ];
  const mixed = ordered.toSorted(() => -1).toSorted(compareVersions);
  // Dates are cores with a suffix: only their own order among each other is promised.
  const plain = ordered.filter((one) => !one.startsWith('2024'));
  assert.deepEqual(
    mixed.filter((one) => !one.startsWith('2024')),
    plain,
  );
  assert.ok(compareVersions('2024-01', '2024-12') < 0);
});

test('the order of versions is one: the same from both sides, and through a third', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      assert.equal(Math.sign(compareVersions(a, b)), -Math.sign(compareVersions(b, a)) + 0);
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0);
    }),
  );
});
