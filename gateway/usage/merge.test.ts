import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeParcels, withoutRequests } from '#gateway/usage/merge.ts';
import type { Count, Parcel } from '#gateway/usage/parcel.ts';

const count: fc.Arbitrary<Count> = fc.record({
  minute: fc.nat(130),
  environment: fc.constantFrom('sandbox', 'production', null),
  apiId: fc.constantFrom('a', 'b', null),
  applicationId: fc.constantFrom('x', 'y', null),
  providerId: fc.constant('p'),
  byClass: fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }),
  byReason: fc.dictionary(fc.constantFrom('limit.rate', 'route.unknown'), fc.nat(9)),
  flagged: fc.nat(9),
  requestBytes: fc.nat(),
  answerBytes: fc.nat(),
  total: fc.array(fc.tuple(fc.nat(3), fc.nat(9)), { maxLength: 3 }).map((pairs) => pairs.flat()),
  upstream: fc.constant([]),
});

const parcels: fc.Arbitrary<Parcel[]> = fc
  .array(fc.tuple(fc.array(count, { maxLength: 5 }), fc.nat(3)), { minLength: 1, maxLength: 6 })
  .map((all) =>
    all.map(([counts, lostRequests], index) => ({
      ...{ sequence: index + 5, madeAtMs: index, counts, quotas: [], apiKeys: [], requests: [], lostRequests },
    })),
  );

/** Every figure by what it is of: what must not change. */
function figures(all: readonly Parcel[], stepMinutes: number): Record<string, number> {
  const sums: Record<string, number> = { lost: all.reduce((sum, { lostRequests }) => sum + lostRequests, 0) };
  const add = (name: string, value: number): void => {
    if (value !== 0) sums[name] = (sums[name] ?? 0) + value;
  };
  for (const { minute, environment, apiId, applicationId, ...one } of all.flatMap(({ counts }) => counts)) {
    const of = [Math.floor(minute / stepMinutes), environment, apiId, applicationId].join(' ');
    one.byClass.forEach((calls, index) => add(`${of} ${index}`, calls));
    for (const [reason, calls] of Object.entries(one.byReason)) add(`${of} ${reason}`, calls);
    add(`${of} flagged`, one.flagged);
    add(`${of} in`, one.requestBytes);
    add(`${of} out`, one.answerBytes);
    for (let index = 0; index < one.total.length; index += 2) {
      add(`${of} bin ${one.total[index]}`, one.total[index + 1] ?? 0);
    }
  }
  return sums;
}

test('adding parcels up changes no figure, and keeps to their last sequences', () => {
  fc.assert(
    fc.property(parcels, fc.constantFrom(1, 60), (all, stepMinutes) => {
      const merged = mergeParcels(all, stepMinutes);
      assert.deepEqual(figures(merged, stepMinutes), figures(all, stepMinutes));
      assert.deepEqual(
        merged.map(({ sequence }) => sequence),
        all.slice(-merged.length).map(({ sequence }) => sequence),
      );
      assert.ok(merged.length >= 1);
      assert.deepEqual(figures(mergeParcels(merged, stepMinutes), stepMinutes), figures(all, stepMinutes));
    }),
  );
});

test('of quotas and keys the last word counts, and entries that go are numbered', () => {
  const use = (used: number) => ({
    subjectId: 's',
    productId: 'p',
    day: { number: 1, used, endsAtMs: 2 },
    month: null,
  });
  const parcel = (sequence: number): Parcel => ({
    ...{ sequence, madeAtMs: 0, counts: [], quotas: [use(sequence)], requests: [], lostRequests: 1 },
    apiKeys: [{ id: 'k', atMs: sequence }],
  });
  assert.deepEqual(mergeParcels([parcel(1), parcel(2)], 1), [{ ...parcel(2), lostRequests: 2 }]);
  const entry = {
    ...{ id: 'a', atMs: 1, environment: null, apiId: null, applicationId: null, providerId: null, method: null },
    ...{ operation: null, status: 0, outcome: 'cut' as const, reason: null, requestBytes: 0, answerBytes: 0 },
    ...{ totalUs: 0, upstreamUs: 0, weight: 1, traceId: null },
  };
  assert.deepEqual(withoutRequests({ ...parcel(1), requests: [entry, entry] }), { ...parcel(1), lostRequests: 3 });
});
