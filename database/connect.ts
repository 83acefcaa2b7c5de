import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import * as tables from '#database/tables.ts';

/** How many connections a process keeps, unless it is told otherwise: the embedded server is small. */
const defaultPoolSize = 10;

/**
 * Opens a pool of connections. Nothing is asked of the server yet.
 *
 * `bigint` values come back as numbers by the tables' own column modes; the parser of `pg` stays as it is.
 */
export function connect(connection: pg.ClientConfig, log: Log, poolSize: number = defaultPoolSize): Database {
  const pool = new pg.Pool({
    connectionTimeoutMillis: limits.databaseConnectMs,
    ...connection,
    max: poolSize,
  });
  // An idle connection that breaks (server stopped) must not end the process: the next query opens a new one.
  pool.on('error', (cause) => log.warn('an idle database connection broke', { cause: cause.message }));
  // One that breaks while somebody has it, but asks it nothing at the moment, must not either: who has it hears of it when he goes on.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    query: drizzle({ client: pool, schema: tables }),
    pool,
    connection,
    close: () => pool.end(),
  };
}
