import assert from 'node:assert/strict';
import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readKeyFile } from '#base/key-file.ts';

test('a key is made once, for its owner alone, and read again afterwards', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-key-'));
  const path = join(folder, 'keys', 'gateway.key');
  const [first, atTheSameTime] = await Promise.all([readKeyFile(path), readKeyFile(path)]);
  assert.match(first, /^[\w-]{43}$/);
  assert.equal(atTheSameTime, first);
  assert.equal(await readKeyFile(path), first);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(folder, 'keys')), ['gateway.key']);
});

test('a file that holds no key is refused, not replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-key-'));
  const path = join(folder, 'gateway.key');
  await writeFile(path, 'secret\n');
  await assert.rejects(readKeyFile(path), { code: 'key.unreadable' });
});
