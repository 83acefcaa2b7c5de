import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { Agent } from 'undici';
import { openLog, silentLog } from '#base/log.ts';
import { openHandOver } from '#gateway/usage/hand-over.ts';
import { parcelSchema } from '#gateway/usage/parcel.ts';
import { lineOf } from '#gateway/usage/parcel-text.ts';
import { openSender } from '#gateway/usage/sender.ts';
import { openSpool } from '#gateway/usage/spool/spool.ts';
import { openLeftSpools, openOwnSpool } from '#gateway/usage/spool/spools.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';
import { openWaitingBodies } from '#gateway/usage/waiting.ts';
import { gatewayKey, openFolder } from '#test/gateway-surroundings.ts';
import { bodyOf, openIntake, type Fate } from '#test/usage/parcels.ts';

let fate: Fate = 'taken';
const intake = await openIntake(() => fate);
const control = { url: intake.url, key: gatewayKey };
let folder: string;
const closers: (() => Promise<void>)[] = [intake.close];

beforeEach(async () => {
  const made = await openFolder();
  folder = join(made.path, 'data');
  fate = 'taken';
  closers.push(made.close);
});

after(() => Promise.all(closers.map((close) => close())));

const batchOf = (name: string): Pick<UsageBatch, 'bodies'> => ({ bodies: [Uint8Array.from(bodyOf([name]))] });

test('what is handed over before the end arrives', async () => {
  const handOver = openHandOver({ dataFolder: folder, control, log: silentLog });
  handOver.take(batchOf('one'));
  handOver.take(batchOf('two'));
  await handOver.close();
  assert.deepEqual([intake.calls.get('one'), intake.calls.get('two')], [1, 1]);
});

test('while the control process takes nothing it waits on the disk, for the next start', async () => {
  fate = 'refused';
  const first = openHandOver({ dataFolder: folder, control, log: silentLog });
  first.take(batchOf('kept'));
  await first.close();
  assert.equal(intake.calls.get('kept'), undefined);
  fate = 'taken';
  const second = openHandOver({ dataFolder: folder, control, log: silentLog });
  await second.close();
  assert.equal(intake.calls.get('kept'), 1);
});

test('a folder that cannot be written stops nobody: it waits in memory, and the log says so once', async () => {
  const lines: string[] = [];
  await writeFile(folder, 'a file in place of a folder');
  const handOver = openHandOver({ dataFolder: folder, control, log: openLog({}, (line) => lines.push(line)) });
  handOver.take(batchOf('patient'));
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await rm(folder);
  await mkdir(folder);
  await handOver.close();
  assert.equal(intake.calls.get('patient'), 1);
  assert.equal(lines.filter((line) => line.includes('waits in memory')).length, 1);
  assert.equal(lines.filter((line) => line.includes('can be written again')).length, 1);
});

test('gateways that share a folder have a spool each, and one sends what another has left', async () => {
  const log = silentLog;
  const [first, second] = [await openOwnSpool(folder, log), await openOwnSpool(folder, log)];
  await first.spool.append([bodyOf(['first'])]);
  await second.spool.append([bodyOf(['second'])]);
  assert.deepEqual((await readdir(join(folder, 'gateway', 'usage'))).toSorted(), ['spool', 'spool-2']);
  assert.deepEqual(await openLeftSpools(folder, log), []);
  for (const { spool, release } of [first, second]) {
    await spool.close();
    release();
  }
  const handOver = openHandOver({ dataFolder: folder, control, log });
  await handOver.close();
  assert.deepEqual([intake.calls.get('first'), intake.calls.get('second')], [1, 1]);
});

test('a damaged parcel does not stand in the way of the others', async () => {
  const spool = await openSpool(folder, silentLog);
  await spool.append([bodyOf(['before']), bodyOf(['damaged']), bodyOf(['behind'])]);
  const file = join(folder, (await readdir(folder))[0] ?? '');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"apiId":"damaged"', '"apiId": damaged'));
  const times = { postMs: 5_000, retryMs: 1, retryMaximumMs: 1 };
  const sender = openSender({ spool, control, dispatcher: new Agent(), log: silentLog, times });
  while ((await spool.oldest()) !== null) await new Promise((resolve) => setImmediate(resolve));
  await sender.close();
  await spool.close();
  assert.deepEqual([intake.calls.get('before'), intake.calls.get('behind')], [1, 1]);
});

test('what waits in memory is added up over its bound, and then the oldest goes', () => {
  const lines: string[] = [];
  const log = openLog({}, (line) => lines.push(line));
  const bound = 40_000;
  const waiting = openWaitingBodies(log, bound);
  for (let number = 0; number < 50; number += 1) waiting.add(bodyOf(['api'], 20));
  const parcels = waiting.first().map((body) => parcelSchema.parse(JSON.parse(lineOf(1, body).toString())));
  const calls = parcels.flatMap(({ counts }) => counts).reduce((sum, { byClass }) => sum + (byClass[2] ?? 0), 0);
  const entries = parcels.reduce((sum, { requests, lostRequests }) => sum + requests.length + lostRequests, 0);
  assert.deepEqual([calls, entries], [50, 50 * 20]);
  assert.match(lines.join(''), /log entries are lost/);
  assert.doesNotMatch(lines.join(''), /counts are lost/);
  const names = Array.from({ length: 60 }, (_, number) => `api-${number}`);
  for (let number = 0; number < 20; number += 1) waiting.add(bodyOf(names.map((name) => `${number} ${name}`)));
  assert.match(lines.join(''), /oldest counts are lost/);
});
