/** The rows that a question is answered from. */
import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import type { HeldFrom, Segment } from '#metering/periods/cover.ts';
import { heldFrom, heldQuery, type HeldRow } from '#metering/periods/held.ts';
import { tableOfLevel } from '#metering/schema/levels.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';
import type { UsageQuestion } from '#metering/usage/question.ts';

/** Which scopes: those of one kind whose id in `column` is `id` (both null: of the instance). */
export type Scopes = {
  readonly kind: 'pair' | 'application' | 'api' | 'provider' | 'provider-application' | 'instance';
  readonly column: 'application_id' | 'api_id' | 'provider_id' | null;
  readonly id: string | null;
  readonly environment: UsageQuestion['environment'];
};

/** What the rows of these scopes are told apart by. */
export type Members = 'application_id' | 'api_id';

/** Reads from when on each level is whole. */
export async function readHeldFrom(tx: Transaction): Promise<HeldFrom> {
  return heldFrom((await tx.execute<HeldRow>(sql.raw(heldQuery))).rows);
}

function chosen({ kind, column, id, environment }: Scopes): SQL {
  const ofOne = column === null ? sql`` : sql` and ${sql.identifier(column)} = ${id}::uuid`;
  const inOne = environment === undefined ? sql`` : sql` and environment = ${environment}`;
  return sql`select id from metering.scopes where kind = ${kind}${ofOne}${inOne}`;
}

function between({ fromMs, toMs }: Segment): SQL {
  return sql`at >= to_timestamp(${fromMs / 1000}::float8) and at < to_timestamp(${toMs / 1000}::float8)`;
}

function table({ level }: Segment): SQL {
  return sql.raw(tableOfLevel[level]);
}

const columns = sql.raw(`calls_0, calls_1, calls_2, calls_3, calls_4, calls_5, flagged, request_bytes, answer_bytes,
  total_sketch, upstream_sketch, reasons`);

/** Reads all rows of the scopes in the segments, by time within each. */
export async function readRows(
  tx: Transaction,
  scopes: Scopes,
  segments: readonly Segment[],
): Promise<(UsageRow & { readonly at_ms: number })[]> {
  const found = [];
  for (const segment of segments) {
    const { rows } = await tx.execute<UsageRow & { at_ms: number }>(
      sql`select (extract(epoch from at) * 1000)::float8 as at_ms, ${columns} from ${table(segment)}
           where scope_id in (${chosen(scopes)}) and ${between(segment)} order by at`,
    );
    found.push(...rows);
  }
  return found;
}

/**
 * Reads the rows of the `limit` members with the most calls in the segments; `member` is the id of its application or API, or
 * null.
 */
export async function readMembers(
  tx: Transaction,
  { scopes, members, limit }: { readonly scopes: Scopes; readonly members: Members; readonly limit: number },
  segments: readonly Segment[],
): Promise<(UsageRow & { readonly member: string | null })[]> {
  const member = sql.identifier(members);
  const counted = segments.map(
    (segment) =>
      sql`select scope_id, sum(calls) as calls from ${table(segment)}
           where scope_id in (select id from chosen) and ${between(segment)} group by scope_id`,
  );
  const { rows: most } = await tx.execute<{ scope_ids: number[] }>(
    sql`with chosen as materialized (${chosen(scopes)}), counted as (${sql.join(counted, sql` union all `)})
        select array_agg(distinct scope_id) as scope_ids
          from counted join metering.scopes s on s.id = scope_id
         group by s.${member} order by sum(calls) desc, s.${member} limit ${limit}`,
  );
  const ids = most.flatMap(({ scope_ids }) => scope_ids);
  if (ids.length === 0) return [];
  const parts = segments.map(
    (segment) =>
      sql`select s.${member} as member, ${columns} from ${table(segment)} join metering.scopes s on s.id = scope_id
           where scope_id = any(${sql.param(ids)}::int[]) and ${between(segment)}`,
  );
  const { rows } = await tx.execute<UsageRow & { member: string | null }>(sql.join(parts, sql` union all `));
  return rows;
}
