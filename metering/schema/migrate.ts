import type pg from 'pg';
import { migrateOwnSchema } from '#database/own-schema.ts';
import { steps } from '#metering/schema/steps.ts';

/** While nothing has been dropped, each level is whole. At each start, for a backup from before these tables may have been restored. */
const settle = `
  insert into metering.levels (level, held_from)
  select level, 'epoch' from unnest(array['minute', 'hour', 'day']) as level
  on conflict do nothing`;

/** Makes the schema `metering` and brings it up to date; when several processes start at once, one does it. */
export async function migrateMetering(pool: pg.Pool): Promise<void> {
  await migrateOwnSchema(pool, { name: 'metering', steps, lock: 7_168_240_441, settle });
}
