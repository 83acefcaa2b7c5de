/**
 * Opening the database, wherever it is: the embedded one of the data folder, or a PostgreSQL of one's own.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { connect } from '#database/connect.ts';
import type { Database } from '#database/database.ts';
import { reachServer } from '#database/embedded/reach.ts';
import { databaseName, embeddedConnection, openServer } from '#database/embedded/server.ts';
import { lockDataFolder, type ReleaseLock } from '#database/lock.ts';
import { migrate } from '#database/migrate.ts';

export type OpenDatabaseOptions = {
  /** Folder of the embedded database; made when it does not exist. */
  readonly dataFolder: string;
  /** A PostgreSQL of one's own (`postgres://…`); undefined: the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** Folder of `postgres` and `initdb` for the embedded server; undefined: the npm package's, else the distribution's. */
  readonly binariesFolder?: string | undefined;
  readonly log: Log;
  /**
   * `own`, for `guichet serve`: holds the data folder's lock and runs the embedded server until `close`. `join`, for short
   * commands: uses the server of the Guichet that runs on the folder; when none does, runs it for its own duration.
   */
  readonly mode: 'own' | 'join';
  /** Connections to keep at most. */
  readonly poolSize?: number;
};

/** An open database, and how it came about. */
export type OpenedDatabase = Database & {
  /** The embedded server's process when this process runs it; null: another process's or a standing server. */
  readonly serverPid: () => number | null;
};

/** PostgreSQL 15, as PostgreSQL writes versions. */
const oldestVersion = 150_000;
const joinPollMs = 50;

/**
 * Opens the database and brings it up to date.
 *
 * @throws Problem `data.in_use` (409, mode `own`), `database.unreachable` (503), `database.too_old`, `database.newer`,
 * `database.migrations_differ`, or what starting the embedded server refuses with (500)
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  if (options.databaseUrl !== undefined) return openStanding(options, options.databaseUrl);
  if (options.mode === 'own') return openOwn(options, lockDataFolder(options.dataFolder), 'fast');
  return openJoined(options);
}

async function openStanding(options: OpenDatabaseOptions, url: string): Promise<OpenedDatabase> {
  const database = connect({ connectionString: url }, options.log, options.poolSize);
  try {
    await checkReachable(database);
    await migrate(database);
  } catch (cause) {
    await database.close();
    throw cause;
  }
  return { ...database, serverPid: () => null };
}

async function openOwn(
  options: OpenDatabaseOptions,
  release: ReleaseLock,
  stopMode: 'fast' | 'patient',
): Promise<OpenedDatabase> {
  const { dataFolder, binariesFolder, log } = options;
  try {
    const server = await openServer({ dataFolder, binariesFolder, log });
    const database = connect(server.connection(databaseName), log, options.poolSize);
    const stop = async (): Promise<void> => {
      await database.close();
      await server.stop(stopMode);
      release();
    };
    try {
      await migrate(database);
    } catch (cause) {
      await stop();
      throw cause;
    }
    return { ...database, close: once(stop), serverPid: server.pid };
  } catch (cause) {
    release();
    throw cause;
  }
}

/**
 * Another process may be starting, or stopping after a short command of its own: either its server answers, or its lock
 * becomes free. Whoever runs it for a short command waits for us before it stops it.
 */
async function openJoined(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const startedMs = performance.now();
  while (true) {
    try {
      return await openOwn(options, lockDataFolder(options.dataFolder), 'patient');
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.code !== 'data.in_use') throw cause;
      const joined = await join(options);
      if (joined !== undefined) return joined;
      if (performance.now() - startedMs > limits.databaseStartMs) throw cause;
    }
    await delay(joinPollMs);
  }
}

async function join(options: OpenDatabaseOptions): Promise<OpenedDatabase | undefined> {
  const connection = await embeddedConnection(options.dataFolder, databaseName);
  if ((await reachServer(connection)) !== 'up') return undefined;
  const database = connect(connection, options.log, options.poolSize);
  try {
    await migrate(database);
  } catch (cause) {
    await database.close();
    if ((await reachServer(connection)) === 'up') throw cause;
    return undefined;
  }
  return { ...database, serverPid: () => null };
}

/** Asks the server who it is. */
async function checkReachable(database: Database): Promise<void> {
  const version = await database.pool
    .query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    .catch((cause: unknown) => {
      throw unreachable(database.connection, cause);
    });
  if ((version.rows[0]?.version ?? 0) >= oldestVersion) return;
  throw new Problem('database.too_old', 500, {
    en: 'The database server is older than PostgreSQL 15.',
    fr: 'Le serveur de base de données est antérieur à PostgreSQL 15.',
  });
}

/** The cause may hold the address, never the password: `pg` does not put it into its errors, and we do not into ours. */
function unreachable(connection: pg.ClientConfig, cause: unknown): Problem {
  const { host, port, database } = new pg.Client(connection);
  const place = `${host}:${port}/${database ?? ''}`;
  return new Problem(
    'database.unreachable',
    503,
    {
      en: `The database ${place} cannot be reached, or refuses us.`,
      fr: `La base de données ${place} est injoignable ou refuse la connexion.`,
    },
    { internal: cause instanceof Error ? cause.message : String(cause), cause },
  );
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= action());
}
