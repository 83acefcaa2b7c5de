import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCalendar } from '#base/calendar.ts';
import { createLimitMemory, keyOfRow, notedRate, noRow, openLimitTable } from '#gateway/limits/limit-memory.ts';
import { monotonicNowMs, rowCount, rowKey, rowOfKey } from '#gateway/limits/limit-memory.ts';
import { compilePlan } from '#gateway/limits/plan.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const plan = compilePlan(samplePlan({ ratePerSecond: 15 }), createCalendar());

test('a row is dense, stays the same, and is the same for every thread', () => {
  const memory = createLimitMemory(1000);
  const [one, two] = [openLimitTable(memory), openLimitTable(memory)];
  const rows = Array.from({ length: 1000 }, (_, number) => rowOf(one, `application ${number}`, plan));
  assert.deepEqual(
    rows,
    rows.map((_, number) => number),
  );
  assert.deepEqual(
    rows.map((_, number) => rowOf(two, `application ${number}`, plan)),
    rows,
  );
  assert.equal(rowCount(two), 1000);
});

test('a row knows its key and the rate of its plan', () => {
  const table = openLimitTable(createLimitMemory(10));
  const row = rowOf(table, 'application', plan);
  assert.deepEqual(keyOfRow(table, row), rowKey('application', 'product'));
  assert.deepEqual(notedRate(table, row), { ratePerSecond: 15, burst: 15 });
});

test('keys that meet in the index get rows of their own', () => {
  const table = openLimitTable(createLimitMemory(32));
  const keys = [
    { first: 1, second: 63 },
    { first: 1, second: 63 + 64 },
    { first: 2, second: 63 },
    { first: 3, second: 64 },
  ];
  const rows = keys.map((key) => rowOfKey(table, key));
  assert.deepEqual(rows, [0, 1, 2, 3]);
  assert.deepEqual(
    keys.map((key) => rowOfKey(table, key)),
    rows,
  );
});

test('a full table gives no more rows, and still finds the ones it has', () => {
  const table = openLimitTable(createLimitMemory(32));
  for (let number = 0; number < 32; number += 1) assert.equal(rowOf(table, `application ${number}`, plan), number);
  assert.equal(rowOf(table, 'one too many', plan), noRow);
  assert.equal(rowOf(table, 'application 7', plan), 7);
  assert.equal(rowCount(table), 32);
});

test('the clock of a table is the monotonic clock of the machine', () => {
  const table = openLimitTable(createLimitMemory(32));
  const before = Number(process.hrtime.bigint()) / 1e6;
  const now = monotonicNowMs(table);
  const after = Number(process.hrtime.bigint()) / 1e6;
  // A hundredth of a millisecond for what the two readings of the clocks cost.
  assert.ok(now >= before - 0.01 && now <= after + 0.01, `${before} ${now} ${after}`);
});
