/** Killed at any moment of an import, the service leaves each file wholly in or wholly out, and sending it again completes it. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { importSchema } from '#apis/banking/shapes.ts';
import { generateFile } from '#libraries/cfonb/generate.ts';
import { ibanOf } from '#libraries/cfonb/rib.ts';
import { openTestDatabase } from '#test/database.ts';

const kills = 30;
const statements = 20;
const operationsPerStatement = 50;
/** About as long as an import takes, and what comes before it. */
const longestLifeMs = 500;
const program = fileURLToPath(new URL('./server.ts', import.meta.url));

type Victim = { readonly child: ChildProcess; readonly url: string };

async function start(connectionString: string, folder: string): Promise<Victim> {
  const child = spawn(process.execPath, [program, connectionString, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const url of createInterface({ input: child.stdout })) return { child, url };
  throw new Error('the service did not start');
}

/** A file of an account of its own. */
function makeFile(round: number): { bytes: Buffer; iban: string } {
  const bytes = Buffer.concat([...generateFile({ seed: round + 1, statements, operationsPerStatement, accounts: 1 })]);
  const head = bytes.toString('latin1', 0, 120);
  const number = { bank: head.slice(2, 7), branch: head.slice(11, 16), account: head.slice(21, 32) };
  return { bytes, iban: ibanOf(number) ?? assert.fail() };
}

function send(url: string, bytes: Buffer): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), 'releve.txt');
  return fetch(`${url}/ebics/accounts/import`, { method: 'POST', body: form });
}

test(`${kills} kills leave each file wholly in or wholly out`, async () => {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-kills-'));
  const { connectionString } = database.connection;
  assert.ok(connectionString !== undefined);
  let victim = await start(connectionString, folder);
  const counts = async (iban: string): Promise<readonly [number, number]> => {
    const { rows } = await database.pool.query<{ statements: number; operations: number }>(
      `select count(distinct s.id)::int as statements, count(o.position)::int as operations
         from banking.accounts a join banking.statements s on s.account_id = a.id
         join banking.operations o on o.statement_id = s.id where a.iban = $1`,
      [iban],
    );
    return [rows[0]?.statements ?? 0, rows[0]?.operations ?? 0];
  };
  try {
    const files = Array.from({ length: kills }, (_, round) => makeFile(round));
    const seen = new Set<number>();
    for (const [round, { bytes, iban }] of files.entries()) {
      const body = JSON.stringify({ Iban: iban, BankName: 'Banque', IsCfonbControlActive: true });
      const headers = { 'content-type': 'application/json' };
      const made = await fetch(`${victim.url}/enterprises/42/manual/ebics/accounts`, { method: 'POST', body, headers });
      assert.equal(made.status, 201);
      const sending = send(victim.url, bytes).then(
        (answer) => answer.status,
        () => null,
      );
      // One before it can have ended, one behind its end, the others at any moment.
      if (round === 1) await sending;
      else if (round > 1) await pause(randomInt(longestLifeMs));
      const ended = once(victim.child, 'exit');
      victim.child.kill('SIGKILL');
      await ended;
      const status = await sending;
      victim = await start(connectionString, folder);
      const [found, operations] = await counts(iban);
      assert.ok(found === 0 || found === statements, `${found} of ${statements} statements`);
      assert.equal(operations, found * operationsPerStatement);
      // What was answered is in.
      if (status !== null) assert.deepEqual([status, found], [201, statements]);
      seen.add(found);
    }
    assert.equal(seen.size, 2, 'kills before and after the end of an import');
    assert.deepEqual(readdirSync(folder), [], 'files that were coming in are gone');
    for (const { bytes, iban } of files) {
      const answer = await send(victim.url, bytes);
      assert.equal(answer.status, 201);
      const { Report } = importSchema.parse(await answer.json());
      assert.equal((Report?.Imported.Statements ?? 0) + (Report?.Skipped.Statements ?? 0), statements);
      assert.deepEqual(await counts(iban), [statements, statements * operationsPerStatement]);
    }
  } finally {
    victim.child.kill('SIGKILL');
    await database.close();
    rmSync(folder, { recursive: true });
  }
});
