import type pg from 'pg';
import type { QuotaState } from '#metering/intake/parcel.ts';

type Use = {
  readonly subjectId: string;
  readonly productId: string;
  readonly window: 'day' | 'month';
  readonly number: number;
  readonly used: number;
  readonly endsAtMs: number;
};

/** The last of each quota's uses: of a later window, or of the same one with more used; in an order that all writers share. */
export function lastUses(states: readonly QuotaState[]): Use[] {
  const last = new Map<string, Use>();
  for (const { subjectId, productId, ...windows } of states) {
    for (const window of ['day', 'month'] as const) {
      const state = windows[window];
      if (state === null) continue;
      const key = `${subjectId} ${productId} ${window}`;
      const known = last.get(key);
      if (
        known === undefined ||
        state.number > known.number ||
        (state.number === known.number && state.used > known.used)
      ) {
        last.set(key, { subjectId, productId, window, ...state });
      }
    }
  }
  return [...last].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, use]) => use);
}

/** Keeps how far quotas have been used; what is known already of a later window, or with more used, stays. */
export async function keepQuotas(client: pg.ClientBase, states: readonly QuotaState[], nowMs: number): Promise<void> {
  const uses = lastUses(states);
  if (uses.length === 0) return;
  await client.query(
    `insert into quota_uses as known (subject_id, product_id, "window", number, used, ends_at, noted_at)
     select *, $7::timestamptz
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::bigint[], $6::timestamptz[])
     on conflict (subject_id, product_id, "window") do update
       set number = excluded.number, used = excluded.used, ends_at = excluded.ends_at, noted_at = excluded.noted_at
     where excluded.number > known.number or (excluded.number = known.number and excluded.used > known.used)`,
    [
      uses.map(({ subjectId }) => subjectId),
      uses.map(({ productId }) => productId),
      uses.map(({ window }) => window),
      uses.map(({ number }) => number),
      uses.map(({ used }) => used),
      uses.map(({ endsAtMs }) => new Date(endsAtMs).toISOString()),
      new Date(nowMs).toISOString(),
    ],
  );
}
