import type pg from 'pg';

/** Any number that is ours alone: who holds this advisory lock is loading. */
const loadLock = 7_168_240_432;

/** Does `work` in one transaction, after every other load. */
export async function inLoad<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [loadLock]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (cause) {
    await client.query('rollback').catch(() => (broken = true));
    throw cause;
  } finally {
    client.release(broken);
  }
}
