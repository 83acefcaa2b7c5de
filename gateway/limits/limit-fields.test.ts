import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalendar } from '#base/calendar.ts';
import { limitFields, limitLines, prepareLimitFields } from '#gateway/limits/limit-fields.ts';
import { compilePlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { emptyVerdict, type Verdict } from '#gateway/limits/verdict.ts';
import type { Dialect } from '#gateway/refusals/answer.ts';
import { samplePlan } from '#test/limits/sample-plan.ts';

const all = { ratePerSecond: 5, burst: 12, quotaPerDay: 1000, quotaPerMonth: 20_000 };

function lines(dialect: Dialect, limits: Partial<SnapshotPlan>, verdict: Partial<Verdict>): string[] {
  const plan = compilePlan(samplePlan(limits), createCalendar());
  const text = limitLines(prepareLimitFields(plan, dialect), { ...emptyVerdict(), ...verdict });
  assert.ok(text === '' || text.endsWith('\r\n'));
  return text.split('\r\n').slice(0, -1);
}
const passed: Partial<Verdict> = {
  rateRemaining: 11,
  rateResetSeconds: 1,
  dayRemaining: 500,
  dayResetSeconds: 3600,
  monthRemaining: 19_000,
  monthResetSeconds: 90_000,
};

test('the policy and what is left of each limit stand in the fields of the IETF draft', () => {
  assert.deepEqual(lines('problem', all, passed), [
    'ratelimit-policy: "rate";q=12;w=3, "day";q=1000;w=86400, "month";q=20000',
    'ratelimit: "rate";r=11;t=1, "day";r=500;t=3600, "month";r=19000;t=90000',
  ]);
});

test('limits that the plan does not have are not spoken of', () => {
  assert.deepEqual(lines('problem', { quotaPerMonth: 7 }, { monthRemaining: 6, monthResetSeconds: 9 }), [
    'ratelimit-policy: "month";q=7',
    'ratelimit: "month";r=6;t=9',
  ]);
  assert.deepEqual(lines('ibm', {}, {}), []);
});

test('IBM hears of the limit that is most used up, under the name of the plan', () => {
  assert.deepEqual(lines('ibm', { ratePerSecond: 100 }, { rateRemaining: 99, rateResetSeconds: 1 }).slice(2), [
    'x-ratelimit-limit: name=default,100;',
    'x-ratelimit-remaining: name=default,99;',
  ]);
  assert.deepEqual(lines('ibm', all, passed).slice(2), [
    'x-ratelimit-limit: name=default,1000;',
    'x-ratelimit-remaining: name=default,500;',
  ]);
});

test('IBM hears of the limit that refused, and when to come back', () => {
  const refused = { ...passed, rateRemaining: 0, refusedBy: 'limit.rate', retryAfterSeconds: 22 } as const;
  assert.deepEqual(lines('ibm', all, refused).slice(2), [
    'x-ratelimit-limit: name=default,12;',
    'x-ratelimit-remaining: name=default,0;',
    'x-ratelimit-reset: name=default,22',
  ]);
});

test('PISTE hears of a limit from four fifths of it on', () => {
  assert.equal(lines('piste', all, { ...passed, dayRemaining: 201 }).length, 2);
  assert.equal(
    lines('piste', all, { ...passed, dayRemaining: 200 })[2],
    'x-rate-limit: [{"window":86400,"type":"throttle","remaining":200}]',
  );
  assert.equal(
    lines('piste', all, { ...passed, rateRemaining: 2, monthRemaining: 0 })[2],
    'x-rate-limit: [{"window":3,"type":"throttle","remaining":2},{"window":2592000,"type":"throttle","remaining":0}]',
  );
});

test('the fields are given as a list too', () => {
  const plan = compilePlan(samplePlan({ ratePerSecond: 5 }), createCalendar());
  const fields = prepareLimitFields(plan, 'problem');
  assert.deepEqual(limitFields(fields, { ...emptyVerdict(), rateRemaining: 4, rateResetSeconds: 1 }), [
    ['ratelimit-policy', '"rate";q=5;w=1'],
    ['ratelimit', '"rate";r=4;t=1'],
  ]);
  const unlimited = prepareLimitFields(compilePlan(samplePlan(), createCalendar()), 'ibm');
  assert.deepEqual(limitFields(unlimited, emptyVerdict()), []);
});
