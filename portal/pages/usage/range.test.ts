import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { queryOf, readRange } from '#portal/pages/usage/range.ts';

const nowMs = Date.parse('2026-11-21T10:20:30Z');
const read = (query: string) => readRange(new URLSearchParams(query), nowMs, 'en');
const shown = (query: string): string => {
  const { fromMs, toMs, step } = read(query).range;
  return `${new Date(fromMs).toISOString()} ${new Date(toMs).toISOString()} ${step}`;
};

test('ranges of one click begin with a whole period in Paris and end now', () => {
  assert.equal(shown('range=1h'), '2026-11-21T09:21:00.000Z 2026-11-21T10:20:30.000Z minute');
  assert.equal(shown('range=24h'), '2026-11-20T11:00:00.000Z 2026-11-21T10:20:30.000Z hour');
  assert.equal(shown('range=7d'), '2026-11-14T23:00:00.000Z 2026-11-21T10:20:30.000Z hour');
  assert.equal(shown(''), '2026-10-22T22:00:00.000Z 2026-11-21T10:20:30.000Z day');
  assert.equal(shown('range=12m'), '2025-11-30T23:00:00.000Z 2026-11-21T10:20:30.000Z month');
});

test('from a day to a day holds both, and the step goes with the length', () => {
  assert.equal(shown('from=2026-03-28&to=2026-03-29'), '2026-03-27T23:00:00.000Z 2026-03-29T22:00:00.000Z hour');
  assert.equal(shown('from=2026-01-01&to=2026-02-01'), '2025-12-31T23:00:00.000Z 2026-02-01T23:00:00.000Z day');
  assert.equal(shown('from=2024-01-01&to=2025-12-31'), '2023-12-31T23:00:00.000Z 2025-12-31T23:00:00.000Z month');
  assert.equal(shown('from=2026-11-20'), '2026-11-19T23:00:00.000Z 2026-11-21T10:20:30.000Z hour');
});

for (const [query, path, message] of [
  ['from=tomorrow', 'from', /no day/],
  ['from=2026-02-30', 'from', /no day/],
  ['to=2026-02-01', 'from', /from which day/],
  ['from=2026-01-01&to=31/01/2026', 'to', /no day/],
  ['from=2026-11-22', 'from', /still to come/],
  ['from=2026-02-02&to=2026-02-01', 'to', /before the first/],
  ['from=1999-01-01', 'from', /10 years at most/],
] as const) {
  test(`${query} is refused at the field ${path}, and the usual range stands in`, () => {
    const { range, faults, given } = read(query);
    assert.equal(range.name, '30d');
    assert.equal(faults[0]?.path, path);
    assert.match(faults[0]?.message ?? '', message);
    assert.equal(given[path], new URLSearchParams(query).get(path) ?? '');
  });
}

test('whatever the address says there is a range that begins before it ends, and its query leads back to it', () => {
  const word = fc.oneof(fc.constantFrom('', '1h', '7d', '2026-11-01', '2026-11-30', '2010-01-01'), fc.string());
  fc.assert(
    fc.property(word, word, word, word, (range, from, to, environment) => {
      const asked = read(new URLSearchParams({ range, from, to, environment }).toString());
      assert.ok(asked.range.fromMs < asked.range.toMs);
      if (asked.faults.length > 0) return;
      const set = Object.entries(queryOf(asked)).filter((entry): entry is [string, string] => entry[1] !== null);
      assert.deepEqual(read(new URLSearchParams(set).toString()).range, asked.range);
    }),
  );
});
