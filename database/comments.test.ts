import assert from 'node:assert/strict';
import test from 'node:test';
import { schemaComments } from '#database/comments.ts';
import { migrate } from '#database/migrate.ts';
import { openTestDatabase } from '#test/database.ts';

test('every table and column of the database has a comment', async () => {
  const database = await openTestDatabase();
  try {
    await migrate(database);
    const bare = await database.pool.query<{ name: string }>(`
      select c.relname || coalesce('.' || a.attname, '') as name
        from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
         and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null)`);
    assert.deepEqual(
      bare.rows.map((row) => row.name),
      [],
    );
  } finally {
    await database.close();
  }
});

test('a comment that has changed in the file changes in the database', async () => {
  const database = await openTestDatabase();
  try {
    await database.pool.query(`comment on column accounts.email is 'something old'`);
    await migrate(database);
    const now = await database.pool.query<{ text: string }>(
      `select col_description('accounts'::regclass, attnum) as text from pg_attribute
        where attrelid = 'accounts'::regclass and attname = 'email'`,
    );
    const email = schemaComments().find((comment) => comment.table === 'accounts' && comment.column === 'email');
    assert.equal(now.rows[0]?.text, email?.text);
    assert.match(email?.text ?? '', /lower case/);
  } finally {
    await database.close();
  }
});

test('a doc comment over several lines becomes one sentence, and one that belongs to nothing is passed over', () => {
  const source = `/** A file. */
const x = 1;
/** People:
 *  who can log in. */
export const accounts = pgTable('accounts', {
  /** Key. */
  id: id(),
  /** Not a column. */
  nothing: 1,
});`;
  assert.deepEqual(schemaComments(source), [
    { table: 'accounts', column: null, text: 'People: who can log in.' },
    { table: 'accounts', column: 'id', text: 'Key.' },
  ]);
});
