import type pg from 'pg';
import { migrations } from '#apis/webstat/schema/migrations.ts';
import { migrateOwnSchema } from '#database/own-schema.ts';

/** Makes the schema `webstat` and brings it up to date; when several processes start at once, one does it. */
export async function migrateWebstat(pool: pg.Pool): Promise<void> {
  await migrateOwnSchema(pool, { name: 'webstat', steps: migrations, lock: 7_168_240_431 });
}
