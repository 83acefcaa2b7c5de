import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Problem } from '#base/problem.ts';
import {
  damagedBackup,
  decodeFrames,
  headerSchema,
  type BackupHeader,
  type BackupTable,
  type Frame,
} from '#database/backup-format.ts';
import { registryChannel } from '#database/channel.ts';
import { appliedMigrations } from '#database/committed-migrations.ts';
import type { Database } from '#database/database.ts';
import { createPartition, dropPartition, listPartitions } from '#database/partitions.ts';
import { listTables, sessionSettings } from '#database/table-list.ts';
import { tableInSql } from '#database/table-name.ts';

const chunkBytes = 64 * 1024;

export type RestoreOptions = {
  /** True: what the database holds is thrown away. */
  readonly replace: boolean;
};

/**
 * Puts the contents of a backup into the database, in one transaction: all of it, or nothing. The file is read through and
 * held to its checksum before anything is written. Gateways are told, as after any change of the registry.
 *
 * @throws Problem `backup.damaged` (422), `backup.other_version` (409), `restore.not_empty` (409)
 */
export async function restore(database: Database, filePath: string, options: RestoreOptions): Promise<void> {
  const file = await open(filePath, 'r');
  try {
    const header = await verify(file);
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query(sessionSettings);
      await fill(client, file, header, options);
      await client.query('commit');
      client.release();
    } catch (cause) {
      // Closing the connection rolls back, even in the middle of a COPY.
      client.release(true);
      throw cause;
    }
  } finally {
    await file.close();
  }
}

/** Reads the whole file; gives its header when every byte is as it was written. */
async function verify(file: FileHandle): Promise<BackupHeader> {
  let header: BackupHeader | undefined;
  for await (const frame of readFrames(file)) header ??= parseHeader(frame);
  if (header === undefined) throw damagedBackup('no header');
  return header;
}

/** Unpacks the file from its beginning. What zlib finds wrong is damage like any other. */
async function* readFrames(file: FileHandle): AsyncGenerator<Frame, void, undefined> {
  const unpacked = createGunzip();
  // What goes wrong here also reaches `unpacked`, and with it who reads from it.
  const reading = pipeline(Readable.from(readChunks(file)), unpacked).catch(() => undefined);
  try {
    yield* decodeFrames(unpacked);
  } catch (cause) {
    throw cause instanceof Problem ? cause : damagedBackup('it does not unpack', cause);
  } finally {
    unpacked.destroy();
    await reading;
  }
}

/** Reads from the beginning, wherever an earlier reader has stopped. */
async function* readChunks(file: FileHandle): AsyncGenerator<Buffer, void, undefined> {
  for (let position = 0; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function parseHeader(frame: Frame): BackupHeader {
  if (frame.type !== 'H') throw damagedBackup('no header');
  try {
    return headerSchema.parse(JSON.parse(frame.body.toString()));
  } catch (cause) {
    throw damagedBackup('an unknown header', cause);
  }
}

async function fill(
  client: pg.PoolClient,
  file: FileHandle,
  header: BackupHeader,
  options: RestoreOptions,
): Promise<void> {
  const tables = await listTables(client);
  const applied = await appliedMigrations(client);
  if (JSON.stringify(applied) !== JSON.stringify(header.migrations)) throw otherVersion();
  const known = new Set(tables.map((table) => JSON.stringify(table)));
  if (!header.tables.every((table) => known.has(JSON.stringify(table)))) throw otherVersion();
  const names = tables.map((table) => tableInSql(table.name)).join(', ');
  await client.query(`lock table ${names} in access exclusive mode`);
  if (!options.replace) await requireEmpty(client, tables);
  const before = await client.query<{ revision: string }>('select revision from registry_revision');
  await client.query(`truncate ${names}`);
  await replacePartitions(client, header);
  await copyTables(client, file, header);
  const raised = await client.query<{ revision: string }>(
    'update registry_revision set revision = greatest(revision, $1::bigint) + 1 returning revision',
    [before.rows[0]?.revision ?? '0'],
  );
  await client.query('select pg_notify($1, $2)', [registryChannel, raised.rows[0]?.revision ?? '']);
}

/** Puts the backup's partitions in place of those that are there: they may be of other days. */
async function replacePartitions(client: pg.PoolClient, header: BackupHeader): Promise<void> {
  for (const partition of await listPartitions(client)) await dropPartition(client, partition);
  for (const partition of header.partitions) await createPartition(client, partition);
}

/** Tables whose rows are made at their birth. */
const bornWithRows = new Set(['registry_revision', 'metering.levels']);

/** A registry is empty when only those rows are there. */
async function requireEmpty(client: pg.PoolClient, tables: readonly BackupTable[]): Promise<void> {
  for (const table of tables) {
    if (bornWithRows.has(table.name)) continue;
    const found = await client.query(`select 1 from ${tableInSql(table.name)} limit 1`);
    if ((found.rowCount ?? 0) > 0) throw notEmpty(table.name);
  }
}

async function copyTables(client: pg.PoolClient, file: FileHandle, header: BackupHeader): Promise<void> {
  const frames = readFrames(file);
  try {
    await frames.next();
    let frame = await frames.next();
    for (const table of header.tables) {
      if (frame.done === true || frame.value.type !== 'T' || frame.value.body.toString() !== table.name) {
        throw damagedBackup(`table ${table.name} is not where it should be`);
      }
      const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
      const target = client.query(copyFrom(`copy ${tableInSql(table.name)} (${columns}) from stdin`));
      const rows = async function* (): AsyncGenerator<Buffer, void, undefined> {
        frame = await frames.next();
        for (; frame.done !== true && frame.value.type === 'D'; frame = await frames.next()) yield frame.value.body;
      };
      await pipeline(Readable.from(rows()), target);
    }
    if (frame.done === true || frame.value.type !== 'E') throw damagedBackup('a table too many');
  } finally {
    await frames.return();
  }
}

function otherVersion(): Problem {
  return new Problem('backup.other_version', 409, {
    en: 'The backup was made by another version of Guichet: restore it with that version, then start this one.',
    fr: "La sauvegarde vient d'une autre version de Guichet : restaurez-la avec cette version, puis démarrez celle-ci.",
  });
}

function notEmpty(table: string): Problem {
  return new Problem(
    'restore.not_empty',
    409,
    {
      en: 'The registry is not empty: restore into an empty one, or ask for its contents to be replaced.',
      fr: "Le registre n'est pas vide : restaurez dans un registre vide ou demandez le remplacement de son contenu.",
    },
    { internal: `rows in ${table}` },
  );
}
