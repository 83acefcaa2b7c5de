import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { limits } from '#base/limits.ts';
import { openGatewayCounts } from '#metering/gateway-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
after(() => rmSync(folder, { recursive: true }));
const path = (age: number): string => join(folder, age === 0 ? 'counts.ndjson' : `counts.${age}.ndjson`);
beforeEach(() => {
  for (let age = 0; age <= limits.usageFiles; age += 1) rmSync(path(age), { force: true });
});

/** A line as a gateway writes it. */
function line(at: string, applicationId: string | null, byClass: readonly number[], apiId = 'api'): string {
  const rest = { environment: 'sandbox', byReason: {}, requestBytes: 1, answerBytes: 1, totalMs: 1, upstreamMs: 1 };
  return `${JSON.stringify({ atMs: Date.parse(at), apiId, applicationId, byClass, ...rest })}\n`;
}

test('calls are added up by day in Paris and by API, for one application', async () => {
  writeFileSync(
    path(0),
    line('2026-11-20T22:59:59Z', 'mine', [0, 0, 1, 0, 0, 0]) +
      line('2026-11-20T23:00:00Z', 'mine', [0, 0, 2, 0, 1, 0]) +
      line('2026-11-21T10:00:00Z', 'mine', [0, 0, 3, 0, 0, 1]) +
      line('2026-11-21T10:00:00Z', 'mine', [1, 0, 0, 0, 0, 0], 'other') +
      line('2026-11-21T10:00:00Z', 'theirs', [0, 0, 9, 0, 0, 0]) +
      line('2026-11-21T10:00:00Z', null, [0, 0, 9, 0, 0, 0]),
  );
  const { counts, sinceMs, cut } = await openGatewayCounts(folder).of('mine');
  assert.deepEqual(counts, [
    { day: '2026-11-20', apiId: 'api', byClass: [0, 0, 1, 0, 0, 0] },
    { day: '2026-11-21', apiId: 'api', byClass: [0, 0, 5, 0, 1, 1] },
    { day: '2026-11-21', apiId: 'other', byClass: [1, 0, 0, 0, 0, 0] },
  ]);
  assert.equal(sinceMs, Date.parse('2026-11-20T22:59:59Z'));
  assert.equal(cut, false);
});

test('each line counts once, also when it is half written, and when its file is put aside between two readings', async () => {
  const counts = openGatewayCounts(folder);
  const calls = async (): Promise<number> => (await counts.of('mine')).counts[0]?.byClass[2] ?? 0;
  const whole = line('2026-11-21T10:00:00Z', 'mine', [0, 0, 1, 0, 0, 0]);
  writeFileSync(path(0), whole + whole.slice(0, 30));
  assert.equal(await calls(), 1);
  assert.equal(await calls(), 1);
  appendFileSync(path(0), whole.slice(30));
  assert.equal(await calls(), 2);
  appendFileSync(path(0), whole);
  renameSync(path(0), path(1));
  writeFileSync(path(0), whole);
  assert.equal(await calls(), 4);
  assert.deepEqual(await Promise.all([calls(), calls()]), [4, 4]);
});

test('of more than is read at once the oldest is left out, and that is said', async () => {
  const block = line('2026-11-20T10:00:00Z', 'mine', [0, 0, 1, 0, 0, 0]).repeat(1000);
  for (let written = 0; written < limits.usageReadBytes; written += block.length) appendFileSync(path(1), block);
  writeFileSync(path(0), line('2026-11-21T10:00:00Z', 'mine', [0, 0, 1, 0, 0, 0]));
  const { counts, cut } = await openGatewayCounts(folder).of('mine');
  assert.equal(cut, true);
  assert.deepEqual(
    counts.map(({ day }) => day),
    ['2026-11-20', '2026-11-21'],
  );
});

test('what is no line of counts is passed over, and without files there are none', async () => {
  assert.deepEqual(await openGatewayCounts(folder).of('mine'), { sinceMs: null, cut: false, counts: [] });
  writeFileSync(path(0), `nonsense\n{"atMs":1}\n\n${line('2026-11-21T10:00:00Z', 'mine', [0, 0, 1, 0, 0, 0])}`);
  assert.equal((await openGatewayCounts(folder).of('mine')).counts.length, 1);
});
