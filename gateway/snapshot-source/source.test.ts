import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { openSnapshotSource, type SnapshotSource } from '#gateway/snapshot-source/source.ts';
import { linesOf } from '#gateway/snapshot-source/lines.ts';
import { gatewayKey, openControl, openFolder, type FakeControl } from '#test/gateway-surroundings.ts';
import { sampleSnapshot } from '#test/sample-snapshot.ts';

type Surroundings = { readonly control: FakeControl; readonly open: () => Promise<SnapshotSource> };

async function within(run: (surroundings: Surroundings) => Promise<void>): Promise<void> {
  const control = await openControl();
  const folder = await openFolder();
  const opened: SnapshotSource[] = [];
  const open = async (): Promise<SnapshotSource> => {
    const source = await openSnapshotSource({
      control: { url: control.url, key: gatewayKey },
      dataFolder: folder.path,
      keepsLastGood: true,
      clock: systemClock,
      log: silentLog,
    });
    opened.push(source);
    return source;
  };
  await run({ control, open }).finally(async () => {
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

async function* bytes(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

test('lines are put together across chunks, and an endless one is refused', async () => {
  assert.deepEqual(await Array.fromAsync(linesOf(bytes('a', 'b\nc\n', '\nd'), 10)), [['ab', 'c'], ['']]);
  await assert.rejects(Array.fromAsync(linesOf(bytes('aaaa', 'aaaa', 'aaaa'), 10)));
});
