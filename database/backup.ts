import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { limits } from '#base/limits.ts';
import { encodeFrame, type BackupHeader, type BackupTable } from '#database/backup-format.ts';
import { appliedMigrations } from '#database/committed-migrations.ts';
import type { Database } from '#database/database.ts';
import { syncFolder } from '#database/embedded/cluster.ts';
import { listPartitions } from '#database/partitions.ts';
import { listTables, sessionSettings } from '#database/table-list.ts';
import { tableInSql } from '#database/table-name.ts';

/**
 * Writes the whole database, as it is at one moment, into the file `filePath` (mode 0600). The file appears when it is
 * complete and on disk; one of that name is replaced. Secrets in it stay sealed: the sealing key is not in it and must be
 * kept too.
 */
export async function backup(database: Database, filePath: string): Promise<void> {
  const unfinished = `${filePath}.new-${randomBytes(6).toString('hex')}`;
  const file = await open(unfinished, 'wx', 0o600);
  const client = await database.pool.connect().catch(async (cause: unknown) => {
    await file.close();
    await rm(unfinished, { force: true });
    throw cause;
  });
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    await client.query(sessionSettings);
    await pipeline(Readable.from(frames(client)), createGzip(), async (packed: AsyncIterable<Buffer>) => {
      for await (const chunk of packed) await file.appendFile(chunk);
    });
    await client.query('commit');
    await file.sync();
    await file.close();
    await rename(unfinished, filePath);
    await syncFolder(dirname(filePath));
    client.release();
  } catch (cause) {
    // The connection may be in the middle of a COPY: it is of no more use.
    client.release(true);
    await file.close().catch(() => undefined);
    await rm(unfinished, { force: true });
    throw cause;
  }
}

async function* frames(client: pg.PoolClient): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  const tables = await listTables(client);
  const header: BackupHeader = {
    format: 'guichet-backup',
    version: 1,
    madeAt: new Date().toISOString(),
    migrations: await appliedMigrations(client),
    tables,
    partitions: await listPartitions(client),
  };
  yield encodeFrame(hash, 'H', Buffer.from(JSON.stringify(header)));
  for (const table of tables) {
    yield encodeFrame(hash, 'T', Buffer.from(table.name));
    for await (const rows of readRows(client, table)) {
      for (let start = 0; start < rows.length; start += limits.backupFrameBytes) {
        yield encodeFrame(hash, 'D', rows.subarray(start, start + limits.backupFrameBytes));
      }
    }
  }
  yield encodeFrame(createHash('sha256'), 'E', hash.digest());
}

function readRows(client: pg.PoolClient, table: BackupTable): AsyncIterable<Buffer> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  // A table that is cut by time can be copied by a query alone.
  return client.query(copyTo(`copy (select ${columns} from ${tableInSql(table.name)}) to stdout`));
}
