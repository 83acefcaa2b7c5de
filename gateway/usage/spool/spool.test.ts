import assert from 'node:assert/strict';
import { appendFile, cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { openLog, silentLog } from '#base/log.ts';
import { limits } from '#base/limits.ts';
import type { Parcel } from '#gateway/usage/parcel.ts';
import { openSpool, type Spool } from '#gateway/usage/spool/spool.ts';
import { openFolder } from '#test/gateway-surroundings.ts';
import { bodyOf, parcelsOf } from '#test/usage/parcels.ts';

let folder: string;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  const made = await openFolder();
  folder = join(made.path, 'spool');
  closers.push(made.close);
});

after(() => Promise.all(closers.map((close) => close())));

const files = async (): Promise<string[]> => (await readdir(folder)).toSorted();
const newest = async (): Promise<string> => join(folder, (await files()).at(-1) ?? '');
const named = ({ counts }: Parcel): string => counts.map(({ apiId }) => apiId).join();

/** Takes everything that a spool has to send, as the control process would. */
async function drain(spool: Spool): Promise<Parcel[]> {
  const taken: Parcel[] = [];
  for (let post = await spool.oldest(); post !== null; post = await spool.oldest()) {
    const parcels = parcelsOf(post.text);
    taken.push(...parcels);
    assert.ok(await spool.acknowledge(post, parcels.at(-1)?.sequence ?? 0));
  }
  return taken;
}

test('parcels are numbered from 1 on, and stay until they are acknowledged', async () => {
  const spool = await openSpool(folder, silentLog);
  assert.equal(await spool.oldest(), null);
  await spool.append([bodyOf(['a']), bodyOf(['b'])]);
  const post = await spool.oldest();
  assert.ok(post);
  assert.deepEqual(
    parcelsOf(post.text).map(({ sequence }) => sequence),
    [1, 2],
  );
  assert.equal(await spool.acknowledge(post, 0), false);
  assert.equal(await spool.acknowledge(post, 1), true);
  assert.deepEqual(parcelsOf((await spool.oldest())?.text ?? '').map(named), ['b']);
  assert.equal(await spool.acknowledge(post, 2), true);
  assert.equal(await spool.oldest(), null);
  await spool.close();
});

test('its name and its numbers survive a restart, even when everything was sent and removed', async () => {
  const first = await openSpool(folder, silentLog);
  await first.append([bodyOf(['a']), bodyOf(['b'])]);
  const before = await first.oldest();
  await drain(first);
  await first.close();
  assert.deepEqual(await Promise.all((await files()).map(async (file) => (await stat(join(folder, file))).size)), [0]);
  const second = await openSpool(folder, silentLog);
  await second.append([bodyOf(['c'])]);
  const post = await second.oldest();
  assert.equal(post?.spoolId, before?.spoolId);
  assert.deepEqual(
    parcelsOf(post?.text ?? '').map(({ sequence }) => sequence),
    [3],
  );
  await second.close();
});

test('a last line that was torn is passed over and its number given anew', async () => {
  for (const torn of ['{"sequence":2,"madeAt', '{"sequence":2,"madeAtMs":1}x\n', '\0\0\0\n', '{"sequence":1}\n']) {
    const made = await openFolder();
    folder = join(made.path, 'spool');
    const first = await openSpool(folder, silentLog);
    await first.append([bodyOf(['a'])]);
    await first.close();
    await appendFile(await newest(), torn);
    const second = await openSpool(folder, silentLog);
    await second.append([bodyOf(['b'])]);
    assert.deepEqual(
      (await drain(second)).map((parcel) => `${parcel.sequence} ${named(parcel)}`),
      ['1 a', '2 b'],
    );
    await second.close();
    await made.close();
  }
});

test('what follows a line of the last file that cannot be read is cut off, and the log says so', async () => {
  const lines: string[] = [];
  const first = await openSpool(folder, silentLog);
  await first.append([bodyOf(['a']), bodyOf(['b']), bodyOf(['c'])]);
  await first.close();
  const file = await newest();
  await writeFile(file, (await readFile(file, 'utf8')).replace('"apiId":"b"', '"apiId":}b"'));
  const second = await openSpool(
    folder,
    openLog({}, (line) => lines.push(line)),
  );
  assert.deepEqual((await drain(second)).map(named), ['a']);
  await second.close();
  assert.match(lines.join(''), /torn/);
});

test('a damaged parcel that is refused is taken out of the way of the others', async () => {
  const lines: string[] = [];
  const spool = await openSpool(
    folder,
    openLog({}, (line) => lines.push(line)),
  );
  await spool.append([bodyOf(['a']), bodyOf(['b']), bodyOf(['c'])]);
  const whole = await spool.oldest();
  assert.ok(whole);
  assert.equal(await spool.repair(whole), false);
  const file = join(folder, (await files())[0] ?? '');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"apiId":"b"', '"apiId": bb'));
  const post = await spool.oldest();
  assert.ok(post);
  assert.equal(await spool.repair(post), true);
  assert.deepEqual((await drain(spool)).map(named), ['a', 'c']);
  assert.match(lines.join(''), /damaged/);
  await spool.close();
});

test('an older file of which no line is left, or whose last one has no end, does not stand in the way', async () => {
  const large = Math.ceil(limits.usageSegmentBytes / 250 / 2);
  const damages: readonly (readonly [damage: (text: string) => string, left: string[], lost: boolean])[] = [
    [(text) => text.replaceAll('\n', '\0'), ['c'], true],
    [(text) => `${text}{`, ['a', 'b', 'c'], true],
    [(text) => text.slice(0, -1), ['a', 'b', 'c'], false],
  ];
  for (const [damage, left, lost] of damages) {
    const made = await openFolder();
    folder = join(made.path, 'spool');
    const lines: string[] = [];
    const log = openLog({}, (line) => lines.push(line));
    const first = await openSpool(folder, log);
    await first.append([bodyOf(['a'], large), bodyOf(['b'], large)]);
    await first.append([bodyOf(['c'])]);
    await first.close();
    const file = join(folder, (await files())[0] ?? '');
    await writeFile(file, damage(await readFile(file, 'utf8')));
    const second = await openSpool(folder, log);
    assert.deepEqual((await drain(second)).map(named), left);
    assert.equal(lines.join('').includes('parcels are lost'), lost);
    await second.close();
    await made.close();
  }
});

test('files that were acknowledged are removed, those that follow are sent in order', async () => {
  const spool = await openSpool(folder, silentLog);
  const large = Math.ceil(limits.usageSegmentBytes / 300 / 2);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await spool.append([bodyOf([name], large)]);
  const held = await files();
  assert.ok(held.length >= 2);
  assert.deepEqual((await drain(spool)).map(named), ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.equal((await files()).length, 1);
  await spool.close();
});

test('a spool that was put back to an older state begins a new one as soon as it hears of it', async () => {
  const lines: string[] = [];
  const log = openLog({}, (line) => lines.push(line));
  const first = await openSpool(folder, log);
  await first.append([bodyOf(['a'])]);
  const old = join(folder, '..', 'old');
  await cp(folder, old, { recursive: true });
  await first.append([bodyOf(['b']), bodyOf(['c'])]);
  await first.close();
  const copy = await openSpool(old, log);
  const post = await copy.oldest();
  assert.ok(post);
  assert.equal(await copy.acknowledge(post, 3), true);
  await copy.append([bodyOf(['d'])]);
  const next = await copy.oldest();
  assert.notEqual(next?.spoolId, post.spoolId);
  assert.deepEqual(
    parcelsOf(next?.text ?? '').map(({ sequence }) => sequence),
    [1],
  );
  assert.match(lines.join(''), /a new spool begins/);
  await copy.close();
});

test('over its bound entries go first, then counts are added up, then the oldest go, and the log says each', async () => {
  const lines: string[] = [];
  const bound = 9 * 1024 * 1024;
  const spool = await openSpool(
    folder,
    openLog({}, (line) => lines.push(line)),
    bound,
  );
  const bytes = async (): Promise<number> => {
    const sizes = await Promise.all((await files()).map(async (file) => (await stat(join(folder, file))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const entries = 2_000;
  for (let number = 0; number < 40; number += 1) await spool.append([bodyOf([`api-${number}`], entries)]);
  assert.ok((await bytes()) <= bound + limits.usageSegmentBytes);
  assert.match(lines.join(''), /log entries are lost/);
  assert.doesNotMatch(lines.join(''), /added up|counts are lost/);
  const many = Array.from({ length: 2_000 }, (_, number) => `api-${number}`);
  for (let number = 0; number < 40; number += 1) await spool.append([bodyOf(many)]);
  assert.match(lines.join(''), /added up","minutes":1/);
  assert.doesNotMatch(lines.join(''), /counts are lost/);
  const taken = await drain(spool);
  const calls = taken.flatMap(({ counts }) => counts).reduce((sum, { byClass }) => sum + (byClass[2] ?? 0), 0);
  assert.equal(calls, 40 + 40 * 2_000);
  const told = taken.reduce((sum, { requests, lostRequests }) => sum + requests.length + lostRequests, 0);
  assert.equal(told, 40 * entries);
  for (const number of Array.from({ length: 40 }).keys()) {
    await spool.append([bodyOf(Array.from({ length: 2_000 }, (_, index) => `other-${number}-${index}`))]);
  }
  assert.match(lines.join(''), /the oldest counts are lost","calls":\d{4}/);
  await spool.close();
});
