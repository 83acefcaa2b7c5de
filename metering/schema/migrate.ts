import type pg from 'pg';
import { migrateOwnSchema } from '#database/own-schema.ts';
import { steps } from '#metering/schema/steps.ts';

/** Where each level begins when nothing has been counted yet; retention moves it on. Run at each start, for a backup of before may have been restored. */
export const settleLevels = `
  insert into metering.levels (level, held_from)
  select level, date_trunc('day', now(), 'UTC') - make_interval(days => days)
    from (values ('minute', 7), ('hour', 90), ('day', 800)) as first (level, days)
  on conflict do nothing`;

/** Makes the schema `metering` and brings it up to date; when several processes start at once, one does it. */
export async function migrateMetering(pool: pg.Pool): Promise<void> {
  await migrateOwnSchema(pool, { name: 'metering', steps, lock: 7_168_240_441, settle: settleLevels });
}
