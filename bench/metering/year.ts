/**
 * A year of usage, written straight into the tables of the levels: 1,000 applications × 100 APIs of 10 providers. Every application calls
 * every API in every month, a tenth of the pairs on a given day; application 1 calls every API, and API 1 is called by every
 * application, every day and every hour. Minutes are a week's.
 */
import type pg from 'pg';
import { inTransaction } from '#database/client-transaction.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import { periodsBetween, movePeriods, periodStart } from '#metering/periods/period.ts';
import { tableOfLevel, type Level } from '#metering/schema/levels.ts';
import { encodeSketch } from '#metering/tally/sketch.ts';

export type YearSize = { readonly applications: number; readonly apis: number; readonly providers: number };

/** The id of the application, API or provider `number`. */
export function idOf(kind: 'application' | 'api' | 'provider', number: number): string {
  const first = { application: 'a', api: 'b', provider: 'c' }[kind];
  return `${first}0000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** How far back each level of the year goes. */
const back = { minute: ['day', -7], hour: ['day', -90], day: ['day', -400], month: ['month', -24] } as const;

/** Writes the year that ends at `nowMs`; gives how many rows it has. */
export async function writeYear(pool: pg.Pool, size: YearSize, nowMs: number): Promise<number> {
  await writeScopes(pool, size);
  let rows = 0;
  for (const level of ['minute', 'hour', 'day', 'month'] as const) {
    const [unit, count] = back[level];
    const fromMs = movePeriods(unit, periodStart(unit, nowMs), count);
    rows += await writeLevel(pool, level, periodsBetween(level, fromMs, nowMs));
  }
  await pool.query('vacuum analyze metering.scopes');
  for (const table of Object.values(tableOfLevel)) await pool.query(`vacuum analyze ${table}`);
  return rows;
}

async function writeScopes(pool: pg.Pool, { applications, apis, providers }: YearSize): Promise<void> {
  const id = (first: string, number: string): string =>
    `('${first}0000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
  const provider = id('c', `1 + api % ${providers}`);
  await pool.query(
    `with app as (select generate_series(1, ${applications}) as app), api as (select generate_series(1, ${apis}) as api),
          made as (
       select 'instance' as kind, null::uuid as a, null::uuid as b, null::uuid as c
       union all select 'application', ${id('a', 'app')}, null, null from app
       union all select 'api', null, ${id('b', 'api')}, ${provider} from api
       union all select 'provider', null, null, ${id('c', 'p')} from generate_series(1, ${providers}) p
       union all select 'provider-application', ${id('a', 'app')}, null, ${id('c', 'p')}
                   from app, generate_series(1, ${providers}) p
       union all select 'pair', ${id('a', 'app')}, ${id('b', 'api')}, ${provider} from app, api)
     insert into metering.scopes select row_number() over (), kind, 'production', a, b, c from made`,
  );
}

/** Sketches as wide as they get at each kind of scope. */
function sketch(bins: number): Buffer {
  return (
    encodeSketch(new Map(Array.from({ length: bins }, (_, index) => [60 + 2 * index, 1 + (index % 7) * 40]))) ??
    Buffer.alloc(0)
  );
}

/** Of which scopes a period has rows, by kind: a share of a hundred (of pairs, the busy ones always). */
const shares: Readonly<Record<Level, Readonly<Record<string, number>>>> = {
  minute: { pair: 0, application: 2, api: 10, provider: 100, 'provider-application': 0, instance: 100 },
  hour: { pair: 1, application: 30, api: 100, provider: 100, 'provider-application': 3, instance: 100 },
  day: { pair: 10, application: 100, api: 100, provider: 100, 'provider-application': 30, instance: 100 },
  month: { pair: 100, application: 100, api: 100, provider: 100, 'provider-application': 100, instance: 100 },
};
/** In minutes the busy ones are not: nothing calls a thousand APIs a minute all week. */
const busyLevels = new Set<Level>(['hour', 'day']);

async function writeLevel(pool: pg.Pool, level: Level, starts: readonly number[]): Promise<number> {
  const table = tableOfLevel[level];
  if (table !== 'metering.months') await inTransaction(pool, (client) => ensurePartitions(client, table, starts));
  const busy = busyLevels.has(level)
    ? `or (kind = 'pair' and (application_id = '${idOf('application', 1)}' or api_id = '${idOf('api', 1)}'))`
    : '';
  let rows = 0;
  // In pieces: one statement of millions of rows would fill the disk with its own log.
  for (let first = 0; first < starts.length; first += 500) {
    const piece = starts.slice(first, first + 500).map((atMs) => new Date(atMs).toISOString());
    const { rowCount } = await pool.query(
      `insert into ${table} (scope_id, at, calls, calls_2, calls_4, request_bytes, answer_bytes, total_sketch, upstream_sketch, reasons)
       select id, at, 110, 100, 10, 11000, 550000,
              case when kind = 'pair' then $2::bytea when kind in ('application', 'provider-application') then $3 else $4 end,
              case when kind = 'pair' then $2::bytea when kind in ('application', 'provider-application') then $3 else $4 end,
              case when kind <> 'pair' then '{"token.missing": 5, "rate.exceeded": 5}'::jsonb end
         from unnest($1::timestamptz[]) with ordinality as period (at, n), metering.scopes
        where abs(hashint8(id * 100003::bigint + n)) % 100 < case kind ${Object.entries(shares[level])
          .map(([kind, share]) => `when '${kind}' then ${share}`)
          .join(' ')} end ${busy}`,
      [piece, sketch(10), sketch(30), sketch(120)],
    );
    rows += rowCount ?? 0;
  }
  return rows;
}
