import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { createLimitMemory } from '#gateway/limits/limit-memory.ts';
import { openLimiter } from '#gateway/limits/limiter.ts';
import type { SnapshotPlan } from '#gateway/limits/plan.ts';
import { samplePlan } from '#test/limits/sample-plan.ts';
import { sampleApplication, sampleRoute, sampleSnapshot } from '#test/sample-snapshot.ts';

const noon = Date.UTC(2027, 4, 15, 10);

/** A limiter for applications `1`, `2`… of one organisation, and how one of them calls under a plan. */
function openCalls() {
  const limiter = openLimiter(createLimitMemory(64));
  const limitOf = (number: number, changes: Partial<SnapshotPlan>) => {
    const plan = samplePlan(changes);
    const clientId = `5a1e0000-0000-4000-8000-00000000000${number}`;
    const subscriptions = { [sampleRoute.apiId]: { state: 'approved' as const, planId: plan.id } };
    const application = { ...sampleApplication, id: `app-${number}`, clientId, subscriptions };
    const plans = { [plan.id]: plan };
    const snapshot = compileSnapshot(sampleSnapshot({ applications: { [application.id]: application }, plans }));
    const route = snapshot.routesByHost.get(sampleRoute.host)?.get(sampleRoute.basePath);
    const caller = snapshot.applicationsByClientId.get(clientId);
    assert.ok(route !== undefined && caller !== undefined);
    const limit = limiter.limitFor(snapshot, route, caller);
    assert.ok(limit !== null);
    return limit;
  };
  /** Calls so often; gives how many passed, and what the last answer said. */
  const call = (number: number, changes: Partial<SnapshotPlan>, times: number, wallMs = noon) => {
    const limit = limitOf(number, changes);
    let passed = 0;
    for (let turn = 0; turn < times; turn += 1) {
      if (limiter.take(limit, 1000, wallMs).refusedBy === null) passed += 1;
    }
    return { passed, ...limiter.take(limit, 1000, wallMs) };
  };
  const useOf = (number: number, changes: Partial<SnapshotPlan>) => limiter.quotaUse(limitOf(number, changes), noon);
  return { call, useOf };
}

test('each application has a quota of its own, and all of an organisation one where the plan says so', () => {
  const { call, useOf } = openCalls();
  assert.equal(call(1, { quotaPerDay: 10 }, 20).passed, 10);
  assert.equal(call(2, { quotaPerDay: 10 }, 20).passed, 10);
  const shared = { id: 'shared', productId: 'other', per: 'organisation', quotaPerDay: 10 } as const;
  assert.equal(call(1, shared, 6).passed, 6);
  assert.equal(call(2, shared, 20).passed, 3);
  const use = useOf(2, shared);
  assert.equal(use?.subjectId, sampleApplication.organisationId);
  assert.deepEqual([use.productId, use.day?.used, use.month?.used], ['other', 10, 10]);
});

test('an organisation has one bucket under a plan, and what a quota refuses costs it nothing', () => {
  const { call } = openCalls();
  const shared = { per: 'organisation', ratePerSecond: 0.001, burst: 10, quotaPerDay: 7 } as const;
  assert.equal(call(1, shared, 4).passed, 4);
  const { passed, refusedBy, rateRemaining } = call(2, shared, 20);
  assert.deepEqual({ passed, refusedBy, rateRemaining }, { passed: 2, refusedBy: 'limit.quota_day', rateRemaining: 3 });
  const rateOnly = { ...shared, id: 'rate only', productId: 'other', quotaPerDay: null };
  assert.equal(call(1, rateOnly, 4).passed, 4);
  assert.equal(call(2, rateOnly, 20).passed, 5);
});

test('two plans of one product that an organisation uses at once count one quota, and a bucket each', () => {
  const { call } = openCalls();
  const small = { id: 'small', per: 'organisation', ratePerSecond: 0.001, burst: 5, quotaPerDay: 100 } as const;
  const large = { ...small, id: 'large', ratePerSecond: 1000, burst: 50, quotaPerDay: 1000 };
  assert.equal(call(1, small, 20).passed, 5);
  const { passed, dayRemaining } = call(2, large, 20);
  assert.deepEqual({ passed, dayRemaining }, { passed: 20, dayRemaining: 1000 - 26 });
  assert.equal(call(1, small, 1).dayRemaining, 100 - 26);
});

test('who gets another plan of the product, or whose plan is changed, goes on counting', () => {
  const { call } = openCalls();
  assert.equal(call(1, { id: 'small', quotaPerDay: 10 }, 20).passed, 10);
  assert.equal(call(1, { id: 'large', quotaPerDay: 30 }, 50).passed, 20);
  assert.equal(call(1, { id: 'large', quotaPerDay: 40 }, 50).passed, 10);
  assert.equal(call(1, { id: 'small', quotaPerDay: 10 }, 1).refusedBy, 'limit.quota_day');
  // A limit that the old plan did not have knows what was used under it.
  assert.equal(call(1, { id: 'monthly', quotaPerMonth: 45 }, 50).passed, 5);
});

test('above a quota that flags calls pass, are flagged and counted, and the answer says that nothing remains', () => {
  const { call, useOf } = openCalls();
  const plan = { atLimit: 'flag', quotaPerDay: 3 } as const;
  assert.equal(call(1, plan, 2).flagged, false);
  const { passed, flagged, refusedBy, dayRemaining } = call(1, plan, 4);
  assert.deepEqual(
    { passed, flagged, refusedBy, dayRemaining },
    { passed: 4, flagged: true, refusedBy: null, dayRemaining: 0 },
  );
  assert.equal(useOf(1, plan)?.day?.used, 8);
  const limited = { ...plan, ratePerSecond: 0.001, burst: 2 };
  assert.deepEqual([call(1, limited, 5).refusedBy, call(1, limited, 1).flagged], ['limit.rate', false]);
});

test('days end at midnight where the provider is', () => {
  const { call } = openCalls();
  const plan = { timeZone: 'Pacific/Noumea', quotaPerDay: 5 };
  const midnight = Date.UTC(2027, 4, 15, 13);
  assert.equal(call(1, plan, 9, midnight - 1).passed, 5);
  assert.equal(call(1, plan, 9, midnight).passed, 5);
});

test('whatever plans follow each other, a call passes exactly while fewer passed than the present plan allows', () => {
  const quota = fc.option(fc.integer({ min: 1, max: 30 }), { nil: null });
  const step = fc.record({
    id: fc.constantFrom('small', 'large'),
    quotaPerDay: quota,
    quotaPerMonth: quota,
    atLimit: fc.constantFrom('refuse', 'flag'),
    times: fc.nat(12),
    laterMs: fc.constantFrom(0, 3_600_000, 86_400_000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { call } = openCalls();
      // Before the end of the month in which summer time ends: a day of 25 hours lies within.
      let nowMs = Date.UTC(2027, 9, 20, 21, 30);
      const used = { day: 0, month: 0, on: '' };
      for (const { times, laterMs, ...plan } of steps) {
        // A plan without a quota counts none, so nothing can be known of it later.
        if (plan.quotaPerDay === null && plan.quotaPerMonth === null) continue;
        nowMs += laterMs;
        const on = Temporal.Instant.fromEpochMilliseconds(nowMs)
          .toZonedDateTimeISO('Europe/Paris')
          .toPlainDate()
          .toString();
        if (on !== used.on) used.day = 0;
        if (on.slice(0, 7) !== used.on.slice(0, 7)) used.month = 0;
        used.on = on;
        // One more: `call` makes a last one for its answer.
        for (let turn = 0; turn <= times; turn += 1) {
          const within =
            used.day < (plan.quotaPerDay ?? Number.POSITIVE_INFINITY) &&
            used.month < (plan.quotaPerMonth ?? Number.POSITIVE_INFINITY);
          const { refusedBy, flagged } = call(1, plan, 0, nowMs);
          assert.equal(refusedBy === null, within || plan.atLimit === 'flag');
          assert.equal(flagged, !within && plan.atLimit === 'flag');
          if (refusedBy !== null) continue;
          used.day += 1;
          used.month += 1;
        }
      }
    }),
    { numRuns: 40 },
  );
});
