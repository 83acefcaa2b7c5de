import type pg from 'pg';
import type { KeyUse } from '#metering/intake/parcel.ts';

/** Keeps when API keys were last used, never later than now; a key that is not known any more is passed over. */
export async function keepKeyUses(client: pg.ClientBase, uses: readonly KeyUse[], nowMs: number): Promise<void> {
  if (uses.length === 0) return;
  // Locked in an order that all writers share.
  await client.query(
    `with used as (select id, least(max(at), $3) as at
                     from unnest($1::uuid[], $2::timestamptz[]) as use (id, at) group by id),
          locked as materialized (
            select k.id, used.at from api_keys k join used using (id)
             where k.last_used_at is null or k.last_used_at < used.at order by k.id for no key update of k)
     update api_keys k set last_used_at = locked.at from locked where k.id = locked.id`,
    [uses.map(({ id }) => id), uses.map(({ atMs }) => new Date(atMs).toISOString()), new Date(nowMs)],
  );
}
