import type pg from 'pg';

/** SQLSTATE of what goes away by itself when it is done once more: deadlock, serialisation failure. */
const passing = new Set(['40P01', '40001']);
const attempts = 5;

/** Does `work` in one transaction; once more when another transaction stood in its way. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (cause) {
      await client.query('rollback').catch(() => (broken = true));
      if (attempt === attempts || !isPassing(cause)) throw cause;
    } finally {
      client.release(broken);
    }
  }
}

function isPassing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && passing.has(String(cause.code));
}
