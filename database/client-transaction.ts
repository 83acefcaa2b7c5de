import type pg from 'pg';

/** Runs `steps` in one transaction of a connection of its own, for what the query layer does not know; undone when they throw. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  steps: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await steps(client);
    await client.query('commit');
    return result;
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    throw cause;
  } finally {
    client.release();
  }
}
