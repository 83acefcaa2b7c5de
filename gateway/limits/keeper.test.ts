import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openLog } from '#base/log.ts';
import { createCalendar } from '#base/calendar.ts';
import { openLimitKeeper, type LimitKeeper } from '#gateway/limits/keeper.ts';
import { createLimitMemory, openLimitTable, type LimitTable } from '#gateway/limits/limit-memory.ts';
import { compilePlan } from '#gateway/limits/plan.ts';
import { takeFrom } from '#gateway/limits/take.ts';
import { openRedis, redisMissing } from '#test/redis.ts';
import { rowOf, samplePlan } from '#test/limits/sample-plan.ts';

const noon = Date.UTC(2027, 4, 15, 10);
const plan = compilePlan(samplePlan({ quotaPerDay: 10 }), createCalendar());
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-limits-'));
  folders.push(folder);
  return folder;
}

type Kept = { readonly keeper: LimitKeeper; readonly table: LimitTable; readonly lines: string[] };

async function keep(dataFolder: string, sharedLimitsUrl?: string): Promise<Kept> {
  const memory = createLimitMemory(32);
  const lines: string[] = [];
  const log = openLog({}, (line) => lines.push(line));
  const clock = { nowMs: () => noon };
  const keeper = await openLimitKeeper({ memory, dataFolder, sharedLimitsUrl, clock, log });
  return { keeper, table: openLimitTable(memory), lines };
}
function take(table: LimitTable, times: number): number {
  const row = rowOf(table, 'application', plan);
  let passed = 0;
  for (let turn = 0; turn < times; turn += 1) {
    if (takeFrom(table, row, plan, 0, noon).refusedBy === null) passed += 1;
  }
  return passed;
}
const fileIn = (folder: string): string => join(folder, 'gateway', 'limits.counts');

test('a gateway that stops and starts again goes on with the quota it left', async () => {
  const folder = newFolder();
  const first = await keep(folder);
  assert.equal(take(first.table, 7), 7);
  await first.keeper.close();
  const second = await keep(folder);
  assert.equal(take(second.table, 7), 3);
  await second.keeper.close();
  assert.deepEqual([...first.lines, ...second.lines], []);
});

test('a damaged file is logged, and counting begins anew', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'gateway'));
  writeFileSync(fileIn(folder), 'GUICHLM1 and then something else, long enough to be one');
  const kept = await keep(folder);
  assert.match(kept.lines.join(''), /damaged/);
  assert.equal(take(kept.table, 20), 10);
  await kept.keeper.close();
  assert.equal(readFileSync(fileIn(folder)).length, 20 + 24 + 4);
});

test('a folder that cannot be written to is logged once, and limits go on', async () => {
  const folder = newFolder();
  // A file where the folder should be: nobody can write beneath it, not even root.
  writeFileSync(join(folder, 'gateway'), '');
  const kept = await keep(folder);
  assert.equal(take(kept.table, 20), 10);
  await kept.keeper.close();
  assert.equal(kept.lines.filter((line) => line.includes('cannot be written')).length, 1);
});

test('two gateways keep one quota through the store', { skip: redisMissing }, async () => {
  const redis = await openRedis();
  const [one, two] = await Promise.all([keep(newFolder(), redis.url), keep(newFolder(), redis.url)]);
  try {
    take(one.table, 6);
    take(two.table, 1);
    const row = rowOf(one.table, 'application', plan);
    // Each exchange takes over what the other told: 7 used, and one more with each look.
    let remaining = 10;
    for (let looks = 0; remaining > 0 && looks < 10; looks += 1) {
      await setTimeout(150);
      remaining = takeFrom(one.table, row, plan, 0, noon).dayRemaining;
    }
    assert.equal(remaining, 0);
    assert.equal(take(one.table, 1), 0);
  } finally {
    await Promise.all([one.keeper.close(), two.keeper.close()]);
    await redis.close();
  }
});

test('a store that was never there holds up neither the start nor the end', async () => {
  const kept = await keep(newFolder(), 'redis://127.0.0.1:1');
  assert.equal(take(kept.table, 20), 10);
  while (kept.lines.length === 0) await setTimeout(5);
  assert.match(kept.lines.join(''), /each gateway limits alone/);
  await kept.keeper.close();
  assert.equal(kept.lines.length, 1);
});
