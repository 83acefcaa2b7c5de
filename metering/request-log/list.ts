import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { makeLogCursor, readLogCursor } from '#metering/request-log/cursor.ts';
import { outcomes } from '#metering/request-log/entry.ts';
import { loggedSchema, readLogged } from '#metering/request-log/logged.ts';
import { mayReadLog, type LogScope } from '#metering/request-log/scope.ts';
import { environmentSchema } from '#registry/catalogue/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { pageFields, pageSchema } from '#registry/page.ts';
import { referenceSchema } from '#registry/reference.ts';

export const requestListInput = z.strictObject({
  application: referenceSchema.optional().describe('Its id or client id.'),
  api: referenceSchema.optional().describe('Its id, or `provider/slug@version`.'),
  provider: referenceSchema.optional().describe('Its id or slug.'),
  environment: environmentSchema.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional().describe('Up to here, itself not included.'),
  statusClass: z.coerce.number().int().min(0).max(5).optional().describe('First digit of the status; 0: no answer.'),
  outcome: z.enum(outcomes).optional().describe('answered, refused, cut or abandoned.'),
  reason: z.string().trim().max(100).optional().describe('Code of the refusal: limit.rate.'),
  operation: z.string().trim().max(2048).optional().describe("As the contract's path: /datasets/{dataset}."),
  ...pageFields,
});
type Asked = z.output<typeof requestListInput>;

/**
 * Lists requests that gateways have logged, newest first: those of an application to the members of its organisation, those
 * to an API or to all APIs of a provider to the provider's administrators, all to operators. A page looks at
 * `limits.requestLogScanRows` entries at most, so that it can be short, or empty, and yet have a next one.
 *
 * @throws Problem `application.not_found`, `api.not_found`, `provider.not_found` (404), `permission.denied` (403),
 *   `page.cursor_invalid` (422)
 */
export const listLoggedRequests = operation({
  name: 'request-log.list',
  summary: 'Lists logged requests, newest first: of an application, of an API or a provider, or all.',
  http: { method: 'get', path: '/request-log' },
  input: requestListInput,
  output: pageSchema(loggedSchema).extend({
    searchedTo: z.iso
      .datetime()
      .nullable()
      .describe('How far back this page has looked; null: to the end, or it is full.'),
  }),
  authorise: mayReadLog,
  perform: async (work, { subject }, asked) => {
    const scanned = scannedRows(subject, asked);
    const filters = filtersOf(subject, asked);
    const found = sql`select * from (${scanned}) as scanned where ${filters} order by at desc, id desc
      limit ${asked.limit + 1}`;
    const items = await readLogged(work.tx, found);
    const last = items[asked.limit - 1];
    if (items.length > asked.limit && last !== undefined) {
      const next = makeLogCursor({ atMs: Date.parse(last.at), id: last.id });
      return { result: { items: items.slice(0, asked.limit), next, searchedTo: null }, audit: [] };
    }
    const end = await endOfScan(work, scanned);
    const searchedTo = end === null ? null : new Date(end.atMs).toISOString();
    return { result: { items, next: end === null ? null : makeLogCursor(end), searchedTo }, audit: [] };
  },
});

/** The newest entries that the scope and the range hold: an index gives them in order, whatever is asked for besides. */
function scannedRows(scope: LogScope, { from, to, after }: Asked): SQL {
  const cursor = readLogCursor(after);
  const conditions = [
    scope?.indexed ?? null,
    from === undefined ? null : sql`at >= ${from}::timestamptz`,
    to === undefined ? null : sql`at < ${to}::timestamptz`,
    cursor === undefined
      ? null
      : sql`(at, id) < ('epoch'::timestamptz + ${cursor.atMs}::bigint * interval '1 millisecond', ${cursor.id}::text)`,
  ];
  return sql`select * from metering.requests where ${all(conditions)} order by at desc, id desc
    limit ${limits.requestLogScanRows}`;
}

function filtersOf(scope: LogScope, asked: Asked): SQL {
  const { environment, statusClass, outcome, reason, operation: path } = asked;
  return all([
    scope?.narrowed ?? null,
    environment === undefined ? null : sql`environment = ${environment}`,
    statusClass === undefined ? null : sql`status / 100 = ${statusClass}`,
    outcome === undefined ? null : sql`outcome = ${outcome}`,
    reason === undefined ? null : sql`reason = ${reason}`,
    path === undefined ? null : sql`operation = ${path}`,
  ]);
}

function all(conditions: readonly (SQL | null)[]): SQL {
  return sql.join([sql`true`, ...conditions.flatMap((one) => one ?? [])], sql` and `);
}

/** The last entry that was looked at; null: there were no more than that. */
async function endOfScan(work: Work, scanned: SQL): Promise<{ readonly atMs: number; readonly id: string } | null> {
  const { rows } = await work.tx.execute<{ atMs: number; id: string }>(
    sql`select (extract(epoch from at) * 1000)::float8 as "atMs", id from (${scanned}) as scanned
         order by scanned.at desc, scanned.id desc offset ${limits.requestLogScanRows - 1}`,
  );
  return rows[0] ?? null;
}
