/**
 * Nothing that was acknowledged is lost when the house is killed: the supervisor, its database server, or both, with
 * SIGKILL, while four connections write.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { silentLog } from '#base/log.ts';
import { openDatabase } from '#database/open.ts';

const rounds = 20;
const victims = ['supervisor', 'server', 'both'] as const;
const writer = fileURLToPath(new URL('./crash/writer.ts', import.meta.url));

function kill(pid: number | undefined): void {
  assert.ok(pid !== undefined && pid > 1, 'a process to kill');
  process.kill(pid, 'SIGKILL');
}

/** Lets a writer write until `rows` rows are acknowledged, kills the victim, and gives all rows acknowledged until the end. */
async function crash(dataFolder: string, run: number, victim: (typeof victims)[number]): Promise<string[]> {
  const child = spawn(process.execPath, [writer, dataFolder, String(run)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const rows = randomInt(1, 200);
  const acknowledged: string[] = [];
  let server: number | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, value = ''] = line.split(' ');
    if (word === 'server') server = Number(value);
    if (word === 'row') acknowledged.push(value);
    if (acknowledged.length !== rows) continue;
    if (victim !== 'server') kill(child.pid);
    if (victim !== 'supervisor') kill(server);
  }
  await ended;
  assert.ok(acknowledged.length >= rows, `run ${run} wrote ${acknowledged.length} rows before it was killed`);
  return acknowledged;
}

test(`${rounds} kills lose no acknowledged row`, async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'guichet-crash-'));
  try {
    const acknowledged: string[] = [];
    for (let run = 0; run < rounds; run++) {
      acknowledged.push(...(await crash(dataFolder, run, victims[run % victims.length] ?? 'both')));
    }
    const database = await openDatabase({ dataFolder, log: silentLog, mode: 'own' });
    try {
      const found = await database.pool.query<{ slug: string }>('select slug from organisations');
      const slugs = new Set(found.rows.map((row) => row.slug));
      assert.deepEqual(
        acknowledged.filter((slug) => !slugs.has(slug)),
        [],
      );
    } finally {
      await database.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
