import type pg from 'pg';
import type { HeldFrom } from '#metering/periods/cover.ts';

/** SQL that tells from when on each level is whole, for `heldFrom`. */
export const heldQuery = `select level, (extract(epoch from held_from) * 1000)::float8 as at_ms from metering.levels`;

export type HeldRow = { readonly level: string; readonly at_ms: number };

/** Reads it out of the query's rows. Of a level that is not among them, nothing is held. */
export function heldFrom(rows: readonly HeldRow[]): HeldFrom {
  const from = (level: string): number => rows.find((row) => row.level === level)?.at_ms ?? Number.POSITIVE_INFINITY;
  return { minute: from('minute'), hour: from('hour'), day: from('day') };
}

/** Asks for it over a connection. */
export async function readHeld(client: pg.ClientBase): Promise<HeldFrom> {
  return heldFrom((await client.query<HeldRow>(heldQuery)).rows);
}
