/**
 * Rolling up: parcels that wait are added up to minutes, hours, days and months, and go, in one transaction. Killed in the middle it has
 * done nothing. One process at a time does it, for it reads rows, adds to them in memory, and writes them.
 */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import type { Counted } from '#metering/intake/parcel.ts';
import { readHeld } from '#metering/periods/held.ts';
import { gatherCells } from '#metering/roll-up/cells.ts';
import { openScopeIds, type ScopeIds } from '#metering/roll-up/scope.ts';
import { writeLevel } from '#metering/roll-up/write-level.ts';
import { levels } from '#metering/schema/levels.ts';

/** Any number that is ours alone: who holds this advisory lock changes the levels. */
const rollUpLock = 7_168_240_443;

/** Waits, inside a transaction, until nobody else changes the levels; to its end nobody does. */
export async function lockLevels(client: pg.ClientBase): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1)', [rollUpLock]);
}

export type RollUp = {
  /** Adds up what waits until nothing does, or `signal` says so, or another process does it; gives how many counts it were. */
  readonly run: (signal?: AbortSignal) => Promise<number>;
};

/** @param batchCounts how many counts one transaction adds up, but for those of its last parcel */
export function openRollUp(database: Database, batchCounts: number = limits.rollUpCounts): RollUp {
  const scopeIds = openScopeIds();
  return {
    run: async (signal) => {
      let sum = 0;
      for (;;) {
        const counted = signal?.aborted === true ? 0 : await rollUpBatch({ database, scopeIds, batchCounts });
        if (counted === 0) return sum;
        sum += counted;
      }
    },
  };
}

type Batch = { readonly database: Database; readonly scopeIds: ScopeIds; readonly batchCounts: number };

async function rollUpBatch({ database, scopeIds, batchCounts }: Batch): Promise<number> {
  try {
    return await inTransaction(database.pool, async (client) => {
      const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_xact_lock($1) as ours', [
        rollUpLock,
      ]);
      return rows[0]?.ours === true ? addUp(client, scopeIds, batchCounts) : 0;
    });
  } catch (cause) {
    scopeIds.forget();
    throw cause;
  }
}

async function addUp(client: pg.ClientBase, scopeIds: ScopeIds, batchCounts: number): Promise<number> {
  const parcels = await readParcels(client, batchCounts);
  const counts = parcels.flatMap((parcel) => parcel.counts);
  if (counts.length === 0) return 0;
  // The planner knows nothing of how few rows a list asks for, and would read whole partitions.
  await client.query(
    'set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off',
  );
  const cells = gatherCells(counts, await readHeld(client));
  const scopes = new Map(levels.flatMap((level) => cells[level]).map(({ scope }) => [scope.key, scope]));
  const ids = await scopeIds.of(client, [...scopes.values()]);
  for (const level of levels) await writeLevel(client, level, cells[level], ids);
  await client.query(
    `delete from metering.parcels p using unnest($1::uuid[], $2::bigint[]) as done (spool_id, sequence)
      where p.spool_id = done.spool_id and p.sequence = done.sequence`,
    [parcels.map(({ spool_id }) => spool_id), parcels.map(({ sequence }) => sequence)],
  );
  return counts.length;
}

type WaitingParcel = { readonly spool_id: string; readonly sequence: string; readonly counts: readonly Counted[] };

/** The parcels that have waited longest: at least one, and no more than one transaction should hold. */
async function readParcels(client: pg.ClientBase, batchCounts: number): Promise<WaitingParcel[]> {
  const { rows } = await client.query<WaitingParcel>(
    `select spool_id, sequence, counts
       from (select *, sum(counted) over (order by taken_at, spool_id, sequence) - counted as before
               from metering.parcels order by taken_at, spool_id, sequence limit $1) waiting
      where before < $2`,
    [limits.rollUpParcels, batchCounts],
  );
  return rows;
}
