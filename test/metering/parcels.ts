/** Parcels as gateways make them, made up; and what the sums of theirs must be. */
import fc from 'fast-check';
import type { Counted, Parcel } from '#metering/intake/parcel.ts';

export function uuid(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A parcel of `counts` and nothing else. */
export function parcel(
  sequence: number,
  counts: readonly Counted[],
  more: Partial<Parcel> = {},
): Parcel & { readonly madeAtMs: number } {
  return {
    sequence,
    madeAtMs: 0,
    counts: [...counts],
    quotas: [],
    apiKeys: [],
    requests: [],
    lostRequests: 0,
    ...more,
  };
}

/** One call a class of `byClass`, of which each took `key` long. */
export function counted(minute: number, place: Partial<Counted>, more: Partial<Counted> = {}): Counted {
  const byClass = more.byClass ?? [0, 0, 1, 0, 0, 0];
  const calls = byClass.reduce((sum, some) => sum + some, 0);
  return {
    minute,
    ...{ environment: 'production', apiId: uuid(1), applicationId: uuid(2), providerId: uuid(3), ...place },
    ...{ byClass, byReason: {}, flagged: 0, requestBytes: calls, answerBytes: calls },
    ...{ total: calls === 0 ? [] : [100, calls], upstream: [], ...more },
  };
}

const few = fc.integer({ min: 0, max: 5 });
const pairs = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -300, max: 700 }), fc.integer({ min: 1, max: 9 })), {
    selector: ([key]) => key,
    maxLength: 4,
  })
  .map((bins) => bins.flat());

/** Counts of few applications and APIs, in the minutes of `minutes`. */
export function someCounts(minutes: fc.Arbitrary<number>): fc.Arbitrary<Counted> {
  return fc.record(
    {
      minute: minutes,
      environment: fc.constantFrom('sandbox' as const, 'production' as const, null),
      apiId: fc.constantFrom(uuid(1), uuid(11), null),
      applicationId: fc.constantFrom(uuid(2), uuid(12), null),
      providerId: fc.constantFrom(uuid(3), null),
      byClass: fc.tuple(few, few, few, few, few, few).map((classes) => [...classes]),
      byReason: fc.dictionary(fc.constantFrom('token.missing', 'rate.exceeded'), few, { noNullPrototype: true }),
      flagged: few,
      requestBytes: fc.integer({ min: 0, max: 2 ** 40 }),
      answerBytes: few,
      total: pairs,
      upstream: pairs,
    },
    { noNullPrototype: true },
  );
}
