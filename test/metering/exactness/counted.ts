/** What stands in the database when all has been taken and added up. */
import type { Pool } from 'pg';
import { within } from '#test/metering/exactness/processes.ts';
import { addReason, noFigures, placeText, type Figures } from '#test/metering/exactness/judge.ts';
import { apiNames, applicationNames, metered, type Applications, type Place } from '#test/metering/exactness/world.ts';
import { levels, tableOfLevel, type Level } from '#metering/schema/levels.ts';

export type Counted = {
  /** By application and API, as minutes have it. */
  readonly byPlace: ReadonlyMap<string, Figures>;
  /** Where levels or kinds of scopes do not come to the same. */
  readonly differences: readonly string[];
  /** Of the month's quota: what is said to have been used of it, and the calls that were let through. */
  readonly quota: { readonly used: number; readonly letThrough: number };
  /** Of which applications it is known that their API key was used. */
  readonly usedKeys: readonly string[];
};

/** Waits until nothing is left to be added up, and reads. */
export async function readCounted(pool: Pool, applications: Applications): Promise<Counted> {
  await within('all parcels are added up', async () => {
    return (await pool.query('select from metering.parcels limit 1')).rowCount === 0;
  });
  const names = await readNames(pool, applications);
  const byLevel = new Map<Level, Map<string, Figures>>();
  for (const level of levels) byLevel.set(level, await readPlaces(pool, level, names));
  const byPlace = byLevel.get('minute') ?? new Map<string, Figures>();
  const differences = levels
    .filter((level) => textOf(byLevel.get(level)) !== textOf(byPlace))
    .map((level) => `minutes and ${tableOfLevel[level]}: ${textOf(byPlace)} and ${textOf(byLevel.get(level))}`);
  const figures = byPlace.get(placeText(metered)) ?? noFigures();
  const limited = [...figures.byReason].filter(([reason]) => reason.startsWith('limit.'));
  const letThrough = sum(figures.byClass) - sum(limited.map(([, calls]) => calls));
  return {
    byPlace,
    differences: [...differences, ...(await differencesOfKinds(pool))],
    quota: { used: await readUsed(pool, applications[metered.application].id), letThrough },
    usedKeys: await readUsedKeys(pool, applications),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}

function textOf(places: ReadonlyMap<string, Figures> | undefined): string {
  const all = [...(places ?? [])].map(([place, { byClass, byReason }]) => [place, byClass, [...byReason].toSorted()]);
  return JSON.stringify(all.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
}

type Names = (applicationId: string | null, apiId: string | null) => Place;

async function readNames(pool: Pool, applications: Applications): Promise<Names> {
  const { rows } = await pool.query<{ id: string; slug: string }>('select id, slug from apis');
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  return (applicationId, apiId) => {
    const application = applicationNames.find((name) => applications[name].id === applicationId) ?? null;
    const api = apiNames.find((name) => apiId !== null && slugs.get(apiId) === name) ?? null;
    if ((application === null) !== (applicationId === null) || (api === null) !== (apiId === null)) {
      throw new Error(`usage of a stranger: ${applicationId} × ${apiId}`);
    }
    return { application, api };
  };
}

type Row = {
  readonly application_id: string | null;
  readonly api_id: string | null;
  readonly classes: readonly string[];
  readonly reasons: Readonly<Record<string, number>> | null;
};

const classes = `array[${[0, 1, 2, 3, 4, 5].map((digit) => `coalesce(calls_${digit}, 0)`).join(', ')}]`;

async function readPlaces(pool: Pool, level: Level, names: Names): Promise<Map<string, Figures>> {
  const { rows } = await pool.query<Row>(
    `select application_id, api_id, ${classes} as classes, reasons
       from ${tableOfLevel[level]} join metering.scopes on id = scope_id where kind = 'pair'`,
  );
  const places = new Map<string, Figures>();
  for (const row of rows) {
    const place = placeText(names(row.application_id, row.api_id));
    const figures = places.get(place) ?? noFigures();
    places.set(place, figures);
    for (const [digit, calls] of row.classes.entries())
      figures.byClass[digit] = (figures.byClass[digit] ?? 0) + Number(calls);
    for (const [reason, calls] of Object.entries(row.reasons ?? {})) addReason(figures, reason, calls);
  }
  return places;
}

/** Pairs, applications, APIs and the instance must have the same calls, at each level. */
async function differencesOfKinds(pool: Pool): Promise<string[]> {
  const found: string[] = [];
  for (const level of levels) {
    const { rows } = await pool.query<{ kind: string; calls: string }>(
      `select kind, sum(calls) as calls from ${tableOfLevel[level]} join metering.scopes on id = scope_id
        where kind in ('pair', 'application', 'api', 'instance') group by kind`,
    );
    const all = new Set(rows.map(({ calls }) => calls));
    if (all.size > 1)
      found.push(`${tableOfLevel[level]}: ${rows.map(({ kind, calls }) => `${kind} ${calls}`).join(', ')}`);
  }
  return found;
}

async function readUsed(pool: Pool, applicationId: string): Promise<number> {
  const { rows } = await pool.query<{ used: string }>(
    `select used from quota_uses where subject_id = $1 and "window" = 'month'`,
    [applicationId],
  );
  return Number(rows[0]?.used ?? 0);
}

async function readUsedKeys(pool: Pool, applications: Applications): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select application_id as id from api_keys where last_used_at is not null',
  );
  return applicationNames.filter((name) => rows.some(({ id }) => id === applications[name].id));
}
