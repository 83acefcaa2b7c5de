import assert from 'node:assert/strict';
import test from 'node:test';
import { inTransaction } from '#database/client-transaction.ts';
import { openTestDatabase } from '#test/database.ts';

test('a connection that breaks in the middle of a transaction fails that transaction alone', async () => {
  const database = await openTestDatabase();
  try {
    const broken = inTransaction(database.pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      // As long as the transaction does something else, nobody listens to it.
      await ended;
      await client.query('select 1');
    });
    await assert.rejects(broken);
    assert.equal((await database.pool.query('select 1')).rowCount, 1);
  } finally {
    await database.close();
  }
});
