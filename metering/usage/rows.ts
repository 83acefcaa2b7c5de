/** The rows that a question is answered from. */
import { sql, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import type { HeldFrom, Segment } from '#metering/periods/cover.ts';
import { heldFrom, heldQuery, type HeldRow } from '#metering/periods/held.ts';
import { tableOfLevel } from '#metering/schema/levels.ts';
import type { UsageRow } from '#metering/tally/usage-row.ts';
import type { UsageQuestion } from '#metering/usage/question.ts';

/** Which scopes: those of one kind that have these ids (none: of the instance). */
export type Scopes = {
  readonly kind: 'pair' | 'application' | 'api' | 'provider' | 'provider-application' | 'instance';
  readonly ids: Readonly<Partial<Record<'application_id' | 'api_id' | 'provider_id', string>>>;
  readonly environment: UsageQuestion['environment'];
};

/** What the rows of these scopes are told apart by. */
export type Members = 'application_id' | 'api_id';

/** Reads from when on each level is whole. */
export async function readHeldFrom(tx: Transaction): Promise<HeldFrom> {
  return heldFrom((await tx.execute<HeldRow>(sql.raw(heldQuery))).rows);
}

function chosen({ kind, ids, environment }: Scopes, wanted: SQL): SQL {
  const ofOne = sql.join(Object.entries(ids).map(([column, id]) => sql` and ${sql.identifier(column)} = ${id}::uuid`));
  const inOne = environment === undefined ? sql`` : sql` and environment = ${environment}`;
  return sql`select ${wanted} from metering.scopes where kind = ${kind}${ofOne}${inOne}`;
}

function between({ fromMs, toMs }: Segment): SQL {
  return sql`at >= to_timestamp(${fromMs / 1000}::float8) and at < to_timestamp(${toMs / 1000}::float8)`;
}

function table({ level }: Segment): SQL {
  return sql.raw(tableOfLevel[level]);
}

const columns = sql.raw(`calls_0, calls_1, calls_2, calls_3, calls_4, calls_5, flagged, request_bytes, answer_bytes,
  total_sketch, upstream_sketch, reasons`);

/** Reads all rows of the scopes in the segments, in any order. */
export async function readRows(
  tx: Transaction,
  scopes: Scopes,
  segments: readonly Segment[],
): Promise<(UsageRow & { readonly at_ms: number })[]> {
  const parts = segments.map(
    (segment) =>
      sql`select (extract(epoch from at) * 1000)::float8 as at_ms, ${columns} from ${table(segment)}
           where scope_id in (${chosen(scopes, sql`id`)}) and ${between(segment)}`,
  );
  return (await tx.execute<UsageRow & { at_ms: number }>(sql.join(parts, sql` union all `))).rows;
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
  const counted = segments.map(
    (segment) =>
      sql`select member, id, sum(calls) as calls from chosen join ${table(segment)} on scope_id = id
           where ${between(segment)} group by member, id`,
  );
  const { rows: most } = await tx.execute<{ member: string | null; scope_ids: number[] }>(
    sql`with chosen as materialized (${chosen(scopes, sql`id, ${sql.identifier(members)} as member`)}),
             counted as (${sql.join(counted, sql` union all `)})
        select member, array_agg(distinct id) as scope_ids from counted
         group by member order by sum(calls) desc, member limit ${limit}`,
  );
  const memberOf = new Map(most.flatMap(({ member, scope_ids: ids }) => ids.map((id) => [id, member] as const)));
  if (memberOf.size === 0) return [];
  const parts = segments.map(
    (segment) =>
      sql`select scope_id, ${columns} from ${table(segment)}
           where scope_id = any(${sql.param([...memberOf.keys()])}::int[]) and ${between(segment)}`,
  );
  const { rows } = await tx.execute<UsageRow & { scope_id: number }>(sql.join(parts, sql` union all `));
  return rows.map((row) => ({ ...row, member: memberOf.get(row.scope_id) ?? null }));
}
