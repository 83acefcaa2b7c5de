/**
 * Taking parcels: what is acknowledged is on disk, once. A spool's parcels carry numbers without gaps, so one that comes
 * again is known by its number, and one that never came is known to be lost.
 */
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import type { Log, LogFields } from '#base/log.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import { keepKeyUses } from '#metering/intake/keep-key-uses.ts';
import { keepQuotas } from '#metering/intake/keep-quotas.ts';
import {
  countedSchema,
  keyUseSchema,
  parcelSchema,
  quotaSchema,
  requestSchema,
  type NumberedParcel,
  type Parcel,
} from '#metering/intake/parcel.ts';
import { keepToPresent } from '#metering/intake/present.ts';
import { insertRequests } from '#metering/request-log/insert.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';

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
 * What cannot be read of a parcel is left out, and that is said: refused, it would come back for ever and hold up all behind it.
 *
 * @param parcels as they came, in any order
 */
export async function takeParcels(
  intake: Intake,
  spoolId: string,
  parcels: readonly NumberedParcel[],
): Promise<number> {
  const nowMs = intake.clock.nowMs();
  const log = intake.log.with({ spool: spoolId });
  const read = parcels.map((parcel) => readParcel(parcel, nowMs, log));
  const requestsFromMs = nowMs - intake.requestLogDays * 86_400_000;
  return inTransaction(intake.database.pool, async (client) => {
    const last = await lockSpool(client, spoolId, nowMs);
    const { fresh, reached } = separate(read, last, log);
    const requests = fresh.flatMap((parcel) => parcel.requests).filter(({ atMs }) => atMs >= requestsFromMs);
    await insertParcels(client, spoolId, fresh, nowMs);
    await ensurePartitions(
      client,
      'metering.requests',
      requests.map(({ atMs }) => atMs),
    );
    await insertRequests(drizzle({ client }), requests);
    await keepQuotas(
      client,
      fresh.flatMap(({ quotas }) => quotas),
      nowMs,
    );
    await keepKeyUses(
      client,
      fresh.flatMap(({ apiKeys }) => apiKeys),
      nowMs,
    );
    await client.query('update metering.spools set last_sequence = $2 where id = $1', [spoolId, reached]);
    return reached;
  });
}

type ReadParcel = { readonly sequence: number; readonly parcel: Parcel | null };

function readParcel(numbered: NumberedParcel, nowMs: number, log: Log): ReadParcel {
  const { sequence } = numbered;
  const parsed = parcelSchema.safeParse(numbered);
  if (!parsed.success) {
    log.error('a parcel of usage cannot be read and is lost', { sequence, ...firstFault(parsed.error) });
    return { sequence, parcel: null };
  }
  const { lostRequests } = parsed.data;
  const own = log.with({ sequence });
  const parcel = {
    ...{ sequence, lostRequests },
    counts: readEach('counts', countedSchema, parsed.data.counts, own),
    quotas: readEach('quotas', quotaSchema, parsed.data.quotas, own),
    apiKeys: readEach('apiKeys', keyUseSchema, parsed.data.apiKeys, own),
    requests: readEach('requests', requestSchema, parsed.data.requests, own),
  };
  return { sequence, parcel: keepToPresent(parcel, nowMs, own) };
}

function readEach<Item>(name: string, schema: z.ZodType<Item>, values: readonly unknown[], log: Log): Item[] {
  const results = values.map((value) => schema.safeParse(value));
  const [fault] = results.flatMap(({ error }) => error ?? []);
  if (fault !== undefined) {
    const lost = results.filter(({ success }) => !success).length;
    log.error('a part of a parcel of usage cannot be read and is lost', { part: name, lost, ...firstFault(fault) });
  }
  return results.flatMap(({ data }) => data ?? []);
}

/** Where it is and of what kind; not what stood there. */
function firstFault({ issues: [fault] }: z.ZodError): LogFields {
  return { at: fault?.path.join('.'), fault: fault?.code };
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
