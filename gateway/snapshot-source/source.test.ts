import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { openSnapshotSource, type SnapshotSource } from '#gateway/snapshot-source/source.ts';
import { openSnapshotStore, type SnapshotStore } from '#gateway/compile/store.ts';
import { linesOf } from '#gateway/snapshot-source/lines.ts';
import { openReception, type Reception } from '#gateway/snapshot-source/reception.ts';
import { beginLine, commitLine, recordsOf } from '#gateway/snapshot-records.ts';
import { gatewayKey, openControl, openFake, openFolder, type FakeControl } from '#test/gateway-surroundings.ts';
import { sampleApplication, sampleSnapshot } from '#test/sample-snapshot.ts';

type Surroundings = {
  readonly control: FakeControl;
  readonly folder: string;
  readonly open: (changes?: { url?: string; keepsLastGood?: boolean }) => Promise<SnapshotSource>;
};

async function within(run: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  const control = await openControl();
  const folder = await openFolder();
  const opened: SnapshotSource[] = [];
  const open: Surroundings['open'] = async ({ url = control.url, keepsLastGood = true } = {}) => {
    const source = await openSnapshotSource({
      control: { url, key: gatewayKey },
      dataFolder: folder.path,
      keepsLastGood,
      clock: systemClock,
      log: silentLog,
    });
    opened.push(source);
    return source;
  };
  await run({ control, folder: folder.path, open }).finally(async () => {
    await Promise.all(opened.map((source) => source.close()));
    await control.close();
    await folder.close();
  });
}

/** Waits, turn by turn, until the source holds `revision`. */
async function holds(source: SnapshotSource, revision: number): Promise<void> {
  while (source.current()?.revision !== revision) await new Promise(setImmediate);
}

test('only newer snapshots of the same registry are taken', () =>
  within(async ({ control, open }) => {
    const source = await open();
    control.publish(sampleSnapshot({ revision: 5 }));
    await source.ready;
    control.publish(sampleSnapshot({ revision: 4 }));
    control.publish(sampleSnapshot({ revision: 9, registryId: 'another' }));
    control.publish(sampleSnapshot({ revision: 6 }));
    await holds(source, 6);
    assert.equal(source.current()?.registryId, 'registry-1');
  }));

test('a snapshot that cannot be compiled leaves the present one in force', () =>
  within(async ({ control, open }) => {
    const source = await open();
    control.publish(sampleSnapshot({ revision: 1 }));
    await source.ready;
    control.publish(sampleSnapshot({ revision: 2, identityHeader: { kid: 'x', privateKeyPem: 'no key' } }));
    assert.equal(source.current()?.revision, 1);
    control.publish(sampleSnapshot({ revision: 3 }));
    await holds(source, 3);
  }));

test('what the disk kept from another registry gives way to the living one', () =>
  within(async ({ control, open }) => {
    control.publish(sampleSnapshot({ revision: 9, registryId: 'former' }));
    const first = await open();
    await first.ready;
    await first.close();
    control.publish(sampleSnapshot({ revision: 1 }));
    const second = await open();
    assert.equal(second.current()?.registryId, 'former');
    await holds(second, 1);
    assert.equal(second.current()?.registryId, 'registry-1');
  }));

test('a change that the clock alone has made is taken too', () =>
  within(async ({ control, open }) => {
    control.publish(sampleSnapshot());
    const source = await open();
    await source.ready;
    control.publish(sampleSnapshot({ madeAtMs: 5, deniedTokens: { 'jti:1': 1 } }));
    while (source.current()?.deniedTokens.has('jti:1') !== true) await new Promise(setImmediate);
  }));

test('a gateway that starts again says what it has and gets the difference alone', () =>
  within(async ({ control, open }) => {
    control.publish(sampleSnapshot());
    const first = await open();
    await first.ready;
    await first.close();
    control.publish(sampleSnapshot({ revision: 2 }));
    const second = await open();
    const application = second.current()?.applicationsByClientId.get(sampleApplication.clientId);
    assert.ok(application !== undefined);
    await holds(second, 2);
    assert.equal(second.current()?.applicationsByClientId.get(sampleApplication.clientId), application);
    assert.deepEqual(control.asked(), [null, 'registry-1/1/0']);
  }));

test('of several on one folder those that do not keep it only read it', () =>
  within(async ({ control, folder, open }) => {
    control.publish(sampleSnapshot());
    const reader = await open({ keepsLastGood: false });
    await reader.ready;
    await reader.close();
    assert.deepEqual(await readdir(folder), []);
    const keeper = await open();
    await keeper.ready;
    await keeper.close();
    const offline = await open({ url: 'http://127.0.0.1:1', keepsLastGood: false });
    assert.equal(offline.current()?.revision, 1);
  }));

const whole = [...recordsOf(sampleSnapshot())].map((record) => JSON.stringify(record));
const headAt = (revision: number) => ({ registryId: 'registry-1', revision, madeAtMs: 0 });

test('a snapshot that is cut off before its commit changes nothing; the next connection brings it', async () => {
  const folder = await openFolder();
  const answers = [
    [beginLine(headAt(1), null), ...whole, commitLine, ''],
    [beginLine(headAt(2), 'registry-1/1/0'), '{"type":"delete","table":"accounts","key":"account-1"}', ''],
    [beginLine(headAt(3), 'registry-1/1/0'), commitLine, ''],
  ];
  const seen: boolean[] = [];
  const control = await openFake((_, response) => {
    seen.push(source?.current()?.accounts.has('account-1') ?? false);
    response.end(answers.shift()?.join('\n'));
  });
  let source: SnapshotSource | undefined;
  source = await openSnapshotSource({
    control: { url: control.url, key: gatewayKey },
    ...{ dataFolder: folder.path, keepsLastGood: false, clock: systemClock, log: silentLog },
  });
  await holds(source, 3);
  assert.equal(source.current()?.accounts.has('account-1'), true);
  assert.deepEqual(seen, [false, true, true]);
  await source.close();
  await control.close();
  await folder.close();
});

function receptionOf(store: SnapshotStore): Reception {
  return openReception({ store, wants: () => true, taken: () => undefined, log: silentLog });
}

test('lines that do not belong where they are end the stream', () => {
  const begun = (): Reception => {
    const reception = receptionOf(openSnapshotStore());
    reception.take(beginLine(headAt(1), null));
    return reception;
  };
  assert.throws(() => receptionOf(openSnapshotStore()).take(commitLine));
  assert.throws(() => receptionOf(openSnapshotStore()).take(whole[0] ?? ''));
  assert.throws(() => receptionOf(openSnapshotStore()).take(beginLine(headAt(2), 'registry-1/1/0')));
  assert.throws(() => begun().take(beginLine(headAt(2), null)));
  for (const line of ['', '{', '{"type":"put","table":"plans","key":"a","value":{}}', '{"type":"snapshot"}']) {
    assert.throws(() => begun().take(line), line);
  }
});

async function* bytes(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

test('lines are put together across chunks, and an endless one is refused', async () => {
  assert.deepEqual(await Array.fromAsync(linesOf(bytes('a', 'b\nc\n', '\nd'), 10)), [['ab', 'c'], ['']]);
  await assert.rejects(Array.fromAsync(linesOf(bytes('aaaa', 'aaaa', 'aaaa'), 10)));
});
