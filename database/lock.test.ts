import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { afterEach, beforeEach } from 'node:test';
import { lockDataFolder } from '#database/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that takes the lock, says so, and keeps it. */
async function holder() {
  const program = `
    const { lockDataFolder } = await import(${JSON.stringify(import.meta.resolve('#database/lock.ts'))});
    lockDataFolder(${JSON.stringify(folder)});
    process.stdout.write('held');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('the second process is told who works on the folder', async () => {
  const first = await holder();
  assert.throws(() => lockDataFolder(folder), {
    code: 'data.in_use',
    status: 409,
    message: new RegExp(`already in use by process ${first.pid}\\.`),
  });
  first.kill();
  await once(first, 'exit');
});

test('the lock of a process that was killed is free', async () => {
  const first = await holder();
  first.kill('SIGKILL');
  await once(first, 'exit');
  lockDataFolder(folder)();
});

test('the same process cannot take it twice, and can again after it gave it back', () => {
  const release = lockDataFolder(folder);
  assert.throws(() => lockDataFolder(folder), { code: 'data.in_use' });
  release();
  release();
  lockDataFolder(folder)();
});

test('of many processes that ask at once, one gets the lock', async () => {
  const program = `
    const { lockDataFolder } = await import(${JSON.stringify(import.meta.resolve('#database/lock.ts'))});
    try { lockDataFolder(${JSON.stringify(folder)}); process.stdout.write('1'); process.stdin.resume(); }
    catch (cause) { if (cause.code !== 'data.in_use') throw cause; process.stdout.write('0'); }`;
  const children = Array.from({ length: 5 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const answers = await Promise.all(
    children.map(async (child) => {
      const [chunk] = await once(child.stdout, 'data');
      return String(chunk);
    }),
  );
  assert.deepEqual(answers.sort(), ['0', '0', '0', '0', '1']);
  for (const child of children) child.stdin.end();
});

test('a data folder that is made is open to its owner only', () => {
  const made = join(folder, 'deeper', 'data');
  lockDataFolder(made)();
  assert.equal(statSync(made).mode & 0o777, 0o700);
});
