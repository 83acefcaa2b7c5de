/** Imports: kept when their file has come whole, then processed; what became of them stays readable. */
import { createReadStream } from 'node:fs';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type pg from 'pg';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import type { Caller } from '#apis/banking/identity-header.ts';
import type { Received } from '#apis/banking/import/receive.ts';
import { pageOf, readCursor, type Page } from '#apis/banking/page.ts';
import type { ImportShape, Report } from '#apis/banking/shapes.ts';
import { inTransaction } from '#apis/banking/transaction.ts';

type ImportRow = {
  readonly id: string;
  readonly state: ImportShape['State'];
  readonly mode: ImportShape['Mode'];
  readonly file_name: string;
  readonly file_bytes: string;
  readonly read_bytes: string;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly report: Report | null;
  readonly touched_dossiers: readonly string[];
};

const columns = 'id, state, mode, file_name, file_bytes, read_bytes, created_at, finished_at, report, touched_dossiers';

function shapeOf(row: ImportRow): ImportShape {
  return {
    Id: row.id,
    State: row.state,
    Mode: row.mode,
    FileName: row.file_name,
    FileBytes: Number(row.file_bytes),
    ReadBytes: Number(row.read_bytes),
    CreatedAt: row.created_at.toISOString(),
    FinishedAt: row.finished_at?.toISOString() ?? null,
    Report: row.report,
  };
}

export type NewImport = {
  readonly received: Received;
  readonly mode: 'strict' | 'lenient';
  readonly accountId: string | null;
};

/** Keeps a received file with all that its import needs, in one transaction. From here on it is not lost. */
export async function keepImport(
  pool: pg.Pool,
  caller: Caller,
  { received, mode, accountId }: NewImport,
  now: Date,
): Promise<string> {
  const id = newId();
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into banking.imports (id, environment, maker_id, file_name, file_bytes, file_digest, encoding, mode, account_id,
         writable_dossiers, touched_dossiers, state, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '{}', 'waiting', $11)`,
      [
        ...[id, caller.environment, caller.accountId, received.fileName, received.fileBytes, received.digest],
        ...[received.encoding, mode, accountId, [...caller.writable], now],
      ],
    );
    let position = 0;
    for await (const piece of createReadStream(received.path, { highWaterMark: limits.bankingPieceBytes })) {
      await client.query('insert into banking.import_pieces values ($1, $2, $3)', [
        id,
        position,
        zstdCompressSync(piece),
      ]);
      position += 1;
    }
  });
  return id;
}

/** The original file of an import, piece by piece. */
export async function* originalFile(
  client: pg.Pool | pg.ClientBase,
  importId: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (let position = 0; ; position += 1) {
    const { rows } = await client.query<{ content: Buffer }>(
      'select content from banking.import_pieces where import_id = $1 and position = $2',
      [importId, position],
    );
    const [row] = rows;
    if (row === undefined) return;
    yield zstdDecompressSync(row.content);
  }
}

/**
 * Who may see an import: whoever may read all the dossiers that it speaks of; when it speaks of none, who made it. Parameters:
 * $1 environment, $2 readable dossiers, $3 account.
 */
const visible = `environment = $1 and touched_dossiers <@ $2::bigint[] and (cardinality(touched_dossiers) > 0 or maker_id = $3)`;

function visibility({ environment, readable, accountId }: Caller): unknown[] {
  return [environment, [...readable], accountId];
}

/** Imports, the last one first. */
export async function listImports(
  pool: pg.Pool,
  caller: Caller,
  { After, Limit }: { readonly After?: string | undefined; readonly Limit: number },
): Promise<Page<ImportShape>> {
  const cursor = readCursor(After, z.tuple([z.uuid()]));
  const { rows } = await pool.query<ImportRow>(
    `select ${columns} from banking.imports where ${visible} and ($4::uuid is null or id < $4) order by id desc limit $5`,
    [...visibility(caller), cursor?.[0] ?? null, Limit + 1],
  );
  return pageOf(rows, Limit, { itemOf: shapeOf, keyOf: ({ id }) => [id] });
}

async function findImport(
  client: pg.Pool | pg.ClientBase,
  caller: Caller,
  importId: string,
  lock = '',
): Promise<ImportRow> {
  const { rows } = await client.query<ImportRow>(
    `select ${columns} from banking.imports where ${visible} and id = $4 ${lock}`,
    [...visibility(caller), importId],
  );
  const [row] = rows;
  if (row !== undefined) return row;
  throw new Problem('banking.import_not_found', 404, {
    en: 'There is no such import, or it is not yours.',
    fr: "Cet import n'existe pas ou n'est pas le vôtre.",
  });
}

/** @throws Problem `banking.import_not_found` (404) */
export async function readImport(pool: pg.Pool, caller: Caller, importId: string): Promise<ImportShape> {
  return shapeOf(await findImport(pool, caller, importId));
}

/**
 * Takes back what an import brought: its statements and operations go, its report and file stay. Statements that a later file
 * holds too go as well; that file can be sent again. Done twice is done once.
 *
 * @throws Problem `banking.import_not_found` (404), `banking.dossier_read_only` (403), `banking.import_waiting` (409)
 */
export async function undoImport(pool: pg.Pool, caller: Caller, importId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const row = await findImport(client, caller, importId, 'for update');
    if (!row.touched_dossiers.every((dossier) => caller.writable.has(Number(dossier)))) {
      throw new Problem('banking.dossier_read_only', 403, {
        en: 'You may read a dossier of this import, not change it.',
        fr: 'Vous pouvez lire un dossier de cet import, pas le modifier.',
      });
    }
    if (row.state === 'waiting') {
      throw new Problem('banking.import_waiting', 409, {
        en: 'This import has not ended yet.',
        fr: "Cet import n'est pas encore terminé.",
      });
    }
    if (row.state !== 'done') return;
    // As importing does: nobody compares with statements that are about to go.
    await client.query(
      `select 1 from banking.accounts where id in (select account_id from banking.statements where import_id = $1)
        order by id for no key update`,
      [importId],
    );
    await client.query('delete from banking.statements where import_id = $1', [importId]);
    await client.query(`update banking.imports set state = 'undone' where id = $1`, [importId]);
  });
}
