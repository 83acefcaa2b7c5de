import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { silentLog, type Log } from '#base/log.ts';
import { openLastGood, type LastGood } from '#gateway/snapshot-source/last-good.ts';
import { openFolder } from '#test/gateway-surroundings.ts';

type Opened = LastGood & { readonly folder: string; readonly errors: string[] };

/** A last-good file of which `lines` is the content, in a folder of the test's own or in the one given. */
async function opened(t: TestContext, lines: () => string[], given?: string): Promise<Opened> {
  const folder = given ?? (await openFolder()).path;
  const errors: string[] = [];
  const log: Log = { ...silentLog, error: (text) => void errors.push(text) };
  const lastGood = openLastGood({ dataFolder: folder, gatewayKey: 'key', lines, log });
  t.after(() => lastGood.close());
  return { ...lastGood, folder, errors };
}

async function readAll(lastGood: LastGood): Promise<string[] | null> {
  const lines: string[] = [];
  return (await lastGood.read((line) => lines.push(line))) ? lines : null;
}

test('what was there at the last change is what is read, however many changes there were', async (t) => {
  let revision = 0;
  let writings = 0;
  const lastGood = await opened(t, () => {
    writings += 1;
    return [`revision ${revision}`];
  });
  assert.equal(await readAll(lastGood), null);
  for (revision = 1; revision < 100; revision += 1) lastGood.changed();
  await lastGood.close();
  assert.equal(writings, 1);
  assert.deepEqual(await readAll(lastGood), ['revision 100']);
  assert.deepEqual(await readdir(join(lastGood.folder, 'gateway')), ['snapshot.sealed']);
  assert.deepEqual(lastGood.errors, []);
});

test('a change soon after a writing waits for its turn', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const written: number[] = [];
  let revision = 1;
  const lastGood = await opened(t, () => [String(written.push(revision))]);
  lastGood.changed();
  t.mock.timers.tick(0);
  assert.deepEqual(written, [1]);
  revision = 2;
  lastGood.changed();
  t.mock.timers.tick(1_000);
  assert.deepEqual(written, [1]);
  await lastGood.close();
  assert.deepEqual(written, [1, 2]);
});

test('a damaged file, and one of another key, is said to be so and not used', async (t) => {
  const lastGood = await opened(t, () => ['one', 'two']);
  lastGood.changed();
  await lastGood.close();
  const file = join(lastGood.folder, 'gateway', 'snapshot.sealed');
  const bytes = await readFile(file);
  for (const damaged of [bytes.subarray(0, -1), Buffer.from('no such file'), Buffer.alloc(0)]) {
    await writeFile(file, damaged);
    assert.equal(await readAll(lastGood), null);
  }
  assert.equal(lastGood.errors.length, 3);
});

test('a disk that takes nothing is said to do so, and the former file stays', async (t) => {
  const lastGood = await opened(t, () => ['one']);
  lastGood.changed();
  await lastGood.close();
  const failing = await opened(
    t,
    () => {
      throw new Error('no space left on device');
    },
    lastGood.folder,
  );
  failing.changed();
  await failing.close();
  assert.equal(failing.errors.length, 1);
  assert.deepEqual(await readAll(lastGood), ['one']);
});

test('what a writing left that died is removed by a later one', async (t) => {
  const lastGood = await opened(t, () => ['one']);
  const folder = join(lastGood.folder, 'gateway');
  await mkdir(folder);
  await writeFile(join(folder, 'snapshot.sealed.new-1'), 'half');
  await writeFile(join(folder, 'snapshot.sealed.new-2'), 'half, and still being written');
  await utimes(join(folder, 'snapshot.sealed.new-1'), 0, 0);
  lastGood.changed();
  await lastGood.close();
  assert.deepEqual(await readdir(folder), ['snapshot.sealed', 'snapshot.sealed.new-2']);
});
