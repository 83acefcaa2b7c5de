/** Usage in the database as gateways report it: through the intake and the roll-up. */
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { silentLog } from '#base/log.ts';
import { apis } from '#database/tables.ts';
import type { Counted } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';
import type { Registry } from '#registry/operation.ts';
import { counted, parcel } from '#test/metering/parcels.ts';

/** The bin of a latency (metering/tally/sketch.ts). */
export function latencyKey(ms: number): number {
  return Math.ceil(Math.log(ms) / Math.log(1.01 / 0.99));
}

/** Keeps `counts` as a gateway's that reports them now, however long ago they were. */
export async function keepUsage({ database, clock }: Registry, counts: readonly Counted[]): Promise<void> {
  await database.pool.query(`update metering.levels set held_from = '2000-01-01'`);
  const perParcel = 5_000;
  const parcels = Array.from({ length: Math.ceil(counts.length / perParcel) }, (_, index) =>
    parcel(index + 1, counts.slice(index * perParcel, (index + 1) * perParcel)),
  );
  await takeParcels({ database, clock, log: silentLog, requestLogDays: 7 }, newId(), parcels);
  await openRollUp(database).run();
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A few calls of an application, in the last hour and some days ago, to an API of PISTE: some were refused, some failed. */
export async function keepSomeUsage(registry: Registry, applicationId: string): Promise<void> {
  const [place] = await registry.database.query
    .select({ apiId: apis.id, providerId: apis.providerId })
    .from(apis)
    .where(eq(apis.slug, 'sne-cotation'));
  const minute = Math.floor(registry.clock.nowMs() / minuteMs);
  const minutes = [2, 9, 30, 300, 1500, 7000, 20_000, 50_000].map((back) => minute - back);
  await keepUsage(
    registry,
    minutes.map((at, index) =>
      counted(
        at,
        { ...place, environment: 'sandbox', applicationId: index === 3 ? null : applicationId },
        {
          byClass: [1, 0, 40 - index, 0, 5, 2],
          byReason: { 'limit.rate': 4, 'upstream.slow': 2 },
          upstream: [150, 40],
        },
      ),
    ),
  );
}

/**
 * Two months of an application's calls to all APIs there are: busy by day and on weekdays, refused and failing at times,
 * the same in each run.
 */
export async function keepBusyMonths(registry: Registry, applicationId: string): Promise<void> {
  const all = await registry.database.query.select({ apiId: apis.id, providerId: apis.providerId }).from(apis);
  const nowMs = registry.clock.nowMs();
  const counts: Counted[] = [];
  for (let back = 0; back < 60 * 24; back += 1) {
    const atMs = nowMs - back * hourMs;
    const hour = new Date(atMs).getUTCHours();
    const weekend = [0, 6].includes(new Date(atMs).getUTCDay());
    const busy = Math.max(0.05, Math.sin(((hour - 5) / 15) * Math.PI)) * (weekend ? 0.3 : 1) * (1 - back / 3000);
    for (const [index, place] of all.entries()) {
      const calls = Math.round((busy * (900 + 300 * Math.sin(back * 7 + index))) / (index + 1) ** 2);
      const caller = back % 9 === index ? null : applicationId;
      counts.push(
        ...callsOf({ minute: Math.floor(atMs / minuteMs), environment: 'sandbox', ...place }, caller, calls, back),
      );
    }
  }
  await keepUsage(registry, counts);
}

type Place = Pick<Counted, 'minute' | 'environment' | 'apiId' | 'providerId'>;

function callsOf(place: Place, applicationId: string | null, calls: number, back: number): Counted[] {
  const [limited, failed] = [
    back % 31 < 2 ? Math.round(calls * 0.12) : 0,
    back % 97 < 3 ? Math.round(calls * 0.05) : 0,
  ];
  const nobody = applicationId === null ? calls : 0;
  const done = Math.max(0, calls - limited - failed - nobody);
  const wrong = Math.round(done * 0.02);
  const slow = 1 + 0.4 * Math.sin(back / 11) + (failed > 0 ? 2 : 0);
  const latencies = (ms: number): number[] =>
    done === 0
      ? []
      : [0.6, 1, 2.2, 9].flatMap((factor, bin) => [
          latencyKey(ms * slow * factor),
          Math.max(1, Math.round(done / 4 ** bin)),
        ]);
  const reasons = { 'limit.rate': limited, 'upstream.slow': failed, 'credential.missing': nobody };
  return [
    {
      ...{ ...place, applicationId, flagged: 0, requestBytes: calls * 420, answerBytes: done * 5200 + 300 * calls },
      byClass: [0, 0, done - wrong, 0, wrong + limited + nobody, failed],
      byReason: Object.fromEntries(Object.entries(reasons).filter(([, number]) => number > 0)),
      ...{ total: latencies(38), upstream: latencies(31) },
    },
  ];
}
