import type pg from 'pg';
import { migrations } from '#apis/banking/schema/migrations.ts';
import { migrateOwnSchema } from '#database/own-schema.ts';

/** Makes the schema `banking` and brings it up to date; when several processes start at once, one does it. */
export async function migrateBanking(pool: pg.Pool): Promise<void> {
  await migrateOwnSchema(pool, {
    name: 'banking',
    steps: migrations,
    lock: 7_168_240_421,
    // A restored backup brings numbers of statements along, and not the sequence that gave them.
    settle: `
      select setval('banking.statements_number_seq', greatest(s.last_value, (select max(number) from banking.statements)))
        from banking.statements_number_seq s`,
  });
}
