/**
 * Taking parcels: what is acknowledged is on disk, once. A spool's parcels carry numbers without gaps, so one that comes
 * again is known by its number, and one that never came is known to be lost.
 */
import type pg from 'pg';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import { insertRequests } from '#metering/intake/insert-requests.ts';
import { keepQuotas } from '#metering/intake/keep-quotas.ts';
import { parcelSchema, sequenceSchema, type Parcel } from '#metering/intake/parcel.ts';
import { keepToPresent } from '#metering/intake/present.ts';

type Intake = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Days that the request log is kept: older entries are not worth writing. */
  readonly requestLogDays: number;
};

/**
 * Takes the parcels of a spool, in one transaction; gives the number up to which all have been taken.
 *
 * A parcel that cannot be read is left out, and that is said: refused, it would come back for ever and hold up all behind it.
 *
 * @param parcels as they came, of any order
 * @throws Problem of the schema's parser where not even a parcel's number can be read
 */
export async function takeParcels(intake: Intake, spoolId: string, parcels: readonly unknown[]): Promise<number> {
  const nowMs = intake.clock.nowMs();
  const log = intake.log.with({ spool: spoolId });
  const read = parcels.map((parcel) => readParcel(parcel, nowMs, log));
  const requestsFromMs = nowMs - intake.requestLogDays * 86_400_000;
  return inTransaction(intake.database.pool, async (client) => {
    const last = await lockSpool(client, spoolId, nowMs);
    const { fresh, reached } = separate(read, last, log);
    const requests = fresh.flatMap((parcel) => parcel.requests).filter(({ atMs }) => atMs >= requestsFromMs);
    await insertParcels(client, spoolId, fresh, nowMs);
    await insertRequests(client, requests);
    await keepQuotas(
      client,
      fresh.flatMap(({ quotas }) => quotas),
      nowMs,
    );
    await client.query('update metering.spools set last_sequence = $2 where id = $1', [spoolId, reached]);
    return reached;
  });
}

type ReadParcel = { readonly sequence: number; readonly parcel: Parcel | null };

function readParcel(value: unknown, nowMs: number, log: Log): ReadParcel {
  const parsed = parcelSchema.safeParse(value);
  if (parsed.success) return { sequence: parsed.data.sequence, parcel: keepToPresent(parsed.data, nowMs, log) };
  const { sequence } = sequenceSchema.parse(value);
  const [fault] = parsed.error.issues;
  log.error('a parcel of usage cannot be read and is lost', {
    sequence,
    at: fault?.path.join('.'),
    fault: fault?.code,
  });
  return { sequence, parcel: null };
}

/** Gives the number up to which the spool's parcels have been taken, and keeps others from taking some meanwhile. */
async function lockSpool(client: pg.ClientBase, spoolId: string, nowMs: number): Promise<number> {
  const { rows } = await client.query<{ last_sequence: string }>(
    `insert into metering.spools (id, last_sequence, first_seen_at, last_seen_at) values ($1, 0, $2, $2)
     on conflict (id) do update set last_seen_at = excluded.last_seen_at returning last_sequence`,
    [spoolId, new Date(nowMs)],
  );
  return Number(rows[0]?.last_sequence ?? 0);
}

/** What is new, in order; numbers that were passed over never come any more. */
function separate(
  read: readonly ReadParcel[],
  last: number,
  log: Log,
): { readonly fresh: readonly Parcel[]; readonly reached: number } {
  const fresh: Parcel[] = [];
  let reached = last;
  for (const { sequence, parcel } of read.toSorted((one, other) => one.sequence - other.sequence)) {
    if (sequence <= reached) continue;
    if (sequence > reached + 1) {
      log.error('parcels of usage are lost', { first: reached + 1, last: sequence - 1 });
    }
    if (parcel !== null) fresh.push(parcel);
    reached = sequence;
  }
  return { fresh, reached };
}

async function insertParcels(
  client: pg.ClientBase,
  spoolId: string,
  parcels: readonly Parcel[],
  nowMs: number,
): Promise<void> {
  const counted = parcels.filter(({ counts }) => counts.length > 0);
  if (counted.length === 0) return;
  await client.query(
    `insert into metering.parcels (spool_id, sequence, taken_at, counted, counts)
     select $1, sequence, $2, counted, counts::json
       from unnest($3::bigint[], $4::integer[], $5::text[]) as parcel (sequence, counted, counts)`,
    [
      spoolId,
      new Date(nowMs),
      counted.map(({ sequence }) => sequence),
      counted.map(({ counts }) => counts.length),
      counted.map(({ counts }) => JSON.stringify(counts)),
    ],
  );
}
