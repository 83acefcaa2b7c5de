import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type * as tables from '#database/tables.ts';

/** The query layer on our tables. */
export type Query = NodePgDatabase<typeof tables>;

/** One transaction of the query layer. */
export type Transaction = Parameters<Parameters<Query['transaction']>[0]>[0];

/** An open database, migrated: the query layer, the pool beneath it, and the way to close both. */
export type Database = {
  readonly query: Query;
  readonly pool: pg.Pool;
  /** Connection settings for a client of one's own (LISTEN, COPY). */
  readonly connection: pg.ClientConfig;
  readonly close: () => Promise<void>;
};
