import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { silentLog } from '#base/log.ts';
import { createCalendar } from '#base/calendar.ts';
import { encodeCounts, restoreCounts } from '#gateway/limits/counts.ts';
import { createLimitMemory, monotonicNowMs, openLimitTable } from '#gateway/limits/limit-memory.ts';
import type { LimitTable } from '#gateway/limits/limit-memory.ts';
import { openLimitStore, type LimitStore } from '#gateway/limits/limit-store.ts';
import { compilePlan, type CompiledPlan, type SnapshotPlan } from '#gateway/limits/plan.ts';
import { shareLimits, type SharedLimits } from '#gateway/limits/shared-limits.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { openRedis, redisMissing, type RedisServer } from '#test/redis.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const noon = Date.UTC(2027, 4, 15, 10);
const calendar = createCalendar();
const opened: LimitStore[] = [];
let redis: RedisServer;
let gateways = 0;
/** Each test has an application of its own in the one server. */
let application = 0;

before(async () => {
  if (redisMissing === false) redis = await openRedis();
});
after(async () => {
  for (const store of opened) store.close();
  await redis?.close();
});

type Side = {
  readonly table: LimitTable;
  readonly shared: SharedLimits;
  readonly id: string;
  /** Takes so often at this moment; gives how many passed. */
  readonly take: (times: number) => number;
  /** Exchanges until the store has heard everything. */
  readonly settle: () => Promise<void>;
};

/** A gateway's table that shares its limits; `from` is the file it starts with. */
async function openSide(plan: CompiledPlan, from?: Buffer, id?: string): Promise<Side> {
  const table = openLimitTable(createLimitMemory(256));
  if (from !== undefined) restoreCounts(table, from, 1, 1);
  gateways += 1;
  const gatewayId = id ?? gateways.toString(16).padStart(16, '0');
  const store = await openLimitStore(redis.url, gatewayId, silentLog);
  opened.push(store);
  const shared = shareLimits(table, store);
  const row = rowOf(table, `application ${application}`, plan);
  const take = (times: number): number => {
    let passed = 0;
    for (let turn = 0; turn < times; turn += 1) {
      if (takeFrom(table, row, plan, monotonicNowMs(table), noon).refusedBy === null) passed += 1;
    }
    return passed;
  };
  const settle = async (): Promise<void> => {
    while ((await shared.exchange()) > 0) await setTimeout(5);
  };
  return { table, shared, id: gatewayId, take, settle };
}

async function openTwo(limits: Partial<SnapshotPlan>): Promise<{ one: Side; two: Side; plan: CompiledPlan }> {
  application += 1;
  const plan = compilePlan(samplePlan(limits), calendar);
  return { one: await openSide(plan), two: await openSide(plan), plan };
}
const options = { skip: redisMissing };

test('of two gateways each sees what the other let through: together they keep one quota', options, async () => {
  const { one, two } = await openTwo({ quotaPerDay: 100, quotaPerMonth: 1000 });
  assert.equal(one.take(60), 60);
  await one.settle();
  // Before its first exchange it knows of nobody else.
  assert.equal(two.take(10), 10);
  await two.settle();
  assert.equal(two.take(100), 30);
  await two.settle();
  assert.equal(one.take(1), 1);
  await one.settle();
  assert.equal(one.take(1), 0);
});

test('two gateways exceed a quota by no more than one lets through between two exchanges', options, async () => {
  const { one, two } = await openTwo({ quotaPerDay: 1_000 });
  let passed = 0;
  for (let round = 0; round < 60; round += 1) {
    passed += one.take(13) + two.take(29);
    await Promise.all([one.settle(), two.settle()]);
  }
  assert.ok(passed >= 1_000 && passed <= 1_000 + 29, String(passed));
});

test(
  'two gateways let no more through than the bound: rate × time + 2 × (burst + rate × exchange)',
  options,
  async () => {
    const [rate, burst] = [2_000, 100];
    const { one, two } = await openTwo({ ratePerSecond: rate, burst });
    await Promise.all([one.settle(), two.settle()]);
    let [passed, longestMs] = [0, 0];
    const beganMs = performance.now();
    let lastMs = beganMs;
    while (lastMs - beganMs < 600) {
      passed += one.take(200) + two.take(200);
      await setTimeout(20);
      await Promise.all([one.shared.exchange(), two.shared.exchange()]);
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
    }
    const seconds = (lastMs - beganMs) / 1000;
    const most = rate * seconds + 2 * (burst + (rate * longestMs) / 1000);
    assert.ok(passed <= most, `${passed} of ${most}`);
    // And the limit is one, not two: what two gateways alone would let through is far above.
    assert.ok(passed >= burst, String(passed));
  },
);

test('a steady rate below the limit passes whole, however many requests one exchange tells', options, async () => {
  const { one } = await openTwo({ ratePerSecond: 1_000, burst: 10 });
  await one.settle();
  const beganMs = performance.now();
  let told = 0;
  const exchanging = (async () => {
    for (let turn = 0; turn < 8; turn += 1) {
      await setTimeout(50);
      told += await one.shared.exchange();
    }
  })();
  let [nextMs, refused] = [beganMs, 0];
  for (let nowMs = beganMs; nowMs - beganMs < 400; nowMs = performance.now()) {
    if (nowMs >= nextMs) {
      refused += 1 - one.take(1);
      nextMs = nowMs + 1.2;
    }
    await setImmediate();
  }
  await exchanging;
  assert.equal(refused, 0);
  assert.ok(told > 0);
});

test('a bucket that one gateway emptied is empty for the other after its next exchange', options, async () => {
  const { one, two } = await openTwo({ ratePerSecond: 1, burst: 50 });
  assert.equal(one.take(60), 50);
  await one.settle();
  assert.equal(two.take(1), 1);
  await two.settle();
  assert.equal(two.take(60), 0);
});

test(
  'a gateway that starts again, from its file or without it, neither forgets nor counts twice',
  options,
  async () => {
    const { one, two, plan } = await openTwo({ quotaPerMonth: 100 });
    assert.equal(one.take(30), 30);
    await one.settle();
    assert.equal(two.take(20), 20);
    await two.settle();
    const file = encodeCounts(two.table, two.id);
    const again = await openSide(plan, file, two.id);
    assert.equal(again.take(10), 10);
    await again.settle();
    // 60 are used now. One with the same id and no file learns of all of them.
    const without = await openSide(plan, undefined, two.id);
    assert.equal(without.take(1), 1);
    await without.settle();
    assert.equal(without.take(100), 40);
  },
);

test(
  'while the store is away each gateway goes on alone, and catches up when it is back with nothing',
  options,
  async () => {
    const { one, two } = await openTwo({ quotaPerDay: 100, ratePerSecond: 1_000_000 });
    assert.equal(one.take(10) + two.take(10), 20);
    await Promise.all([one.settle(), two.settle()]);
    await redis.kill();
    assert.equal(one.take(30), 30);
    assert.equal(await one.shared.exchange(), 1);
    assert.equal(two.take(20), 20);
    assert.equal(await two.shared.exchange(), 1);
    await redis.start();
    await Promise.all([one.settle(), two.settle()]);
    assert.equal(one.take(1), 1);
    await one.settle();
    assert.equal(one.take(100), 100 - 71);
  },
);

test('many applications with limits of every kind are told at once, and not mixed up', options, async () => {
  const { one, two } = await openTwo({ quotaPerDay: 1 });
  const kinds = [
    { ratePerSecond: 0.001, burst: 1000 },
    { quotaPerDay: 1000 },
    { ratePerSecond: 0.001, burst: 1000, quotaPerMonth: 1000 },
    { ratePerSecond: 0.001, burst: 1000, quotaPerDay: 1000, quotaPerMonth: 1000 },
  ];
  const plans = Array.from({ length: 130 }, (_, number) => {
    const plan = samplePlan({ productId: `product ${application} ${number}`, ...kinds[number % kinds.length] });
    return { number, plan: compilePlan(plan, calendar) };
  });
  const take = ({ table }: Side, plan: CompiledPlan) =>
    takeFrom(table, rowOf(table, 'application', plan), plan, monotonicNowMs(table), noon);
  for (const { number, plan } of plans) {
    for (let turn = 0; turn <= number; turn += 1) take(one, plan);
    take(two, plan);
  }
  await one.settle();
  await two.settle();
  for (const { number, plan } of plans) {
    const verdict = take(two, plan);
    // One more than its number on the one side, and two here. A bucket may look a moment fuller than it is.
    const left = 1000 - (number + 3);
    if (plan.ratePerSecond > 0) assert.ok(Math.abs(verdict.rateRemaining - left) <= 1, `${number}`);
    if (Number.isFinite(plan.quotaPerDay)) assert.equal(verdict.dayRemaining, left);
    if (Number.isFinite(plan.quotaPerMonth)) assert.equal(verdict.monthRemaining, left);
  }
});
