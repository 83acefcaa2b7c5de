/** The import of a file, from the request to the answer: receive, keep, process, say. */
import type pg from 'pg';
import { accountNotFound } from '#apis/banking/accounts/accounts.ts';
import type { Caller } from '#apis/banking/identity-header.ts';
import { keepImport, readImport } from '#apis/banking/import/imports.ts';
import { receiveFile } from '#apis/banking/import/receive.ts';
import type { ImportRunner } from '#apis/banking/import/runner.ts';
import { problemResponse } from '#apis/banking/refusals.ts';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

type ImportRequest = {
  readonly pool: pg.Pool;
  readonly folder: string;
  readonly clock: Clock;
  readonly runner: ImportRunner;
  readonly caller: Caller;
  readonly request: Request;
  readonly mode: 'strict' | 'lenient';
  readonly accountId?: string | undefined;
};

/** @throws Problem `banking.no_dossier` (403), `banking.account_not_found` (404), and what receiving refuses with */
export async function importFile(given: ImportRequest): Promise<Response> {
  const { pool, folder, clock, runner, caller, request, mode, accountId = null } = given;
  if (caller.accountId === null || caller.writable.size === 0) {
    throw new Problem('banking.no_dossier', 403, {
      en: 'Nobody who may write a dossier stands behind this token.',
      fr: "Personne qui puisse écrire dans un dossier n'est derrière ce jeton.",
    });
  }
  if (accountId !== null) await checkAccount(pool, caller, accountId);
  const received = await receiveFile(request, folder);
  const importId = await keepImport(pool, caller, { received, mode, accountId }, new Date(clock.nowMs())).finally(
    received.remove,
  );
  if (received.fileBytes > limits.bankingDirectBytes) {
    runner.enqueue(importId);
    return Response.json(await readImport(pool, caller, importId), {
      status: 202,
      headers: { location: `../imports/${importId}`, 'cache-control': 'no-store' },
    });
  }
  await runner.run(importId);
  const done = await readImport(pool, caller, importId);
  if (done.State !== 'refused') return Response.json(done, { status: 201, headers: { 'cache-control': 'no-store' } });
  const refused = new Problem('banking.import_refused', 422, {
    en: 'Nothing of this file was imported: the report says why, line by line.',
    fr: "Rien de ce fichier n'a été importé : le rapport dit pourquoi, ligne par ligne.",
  });
  return problemResponse(refused, request, { Import: done });
}

async function checkAccount(pool: pg.Pool, { environment, writable }: Caller, accountId: string): Promise<void> {
  const { rowCount } = await pool.query(
    'select 1 from banking.accounts where id = $1 and environment = $2 and dossier_id = any($3)',
    [accountId, environment, [...writable]],
  );
  if (rowCount === 0) throw accountNotFound();
}
