import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockFile } from '#base/file-lock.ts';

test('a lock is held by one, in this process too, until it is given back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-lock-'));
  const path = join(folder, 'lock');
  const release = lockFile(path);
  assert.ok(release);
  assert.equal(lockFile(path), null);
  assert.deepEqual([release(), release()], [true, false]);
  const again = lockFile(path);
  assert.ok(again?.());
  assert.throws(() => lockFile(join(folder, 'nowhere', 'lock')));
  rmSync(folder, { recursive: true });
});
