import type pg from 'pg';
import type { LogEntry } from '#metering/intake/parcel.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';

/** Columns of `metering.requests`, their types, and what stands in them of an entry. */
const columns: readonly (readonly [name: string, type: string, value: (entry: LogEntry) => unknown])[] = [
  ['id', 'text', ({ id }) => id],
  ['at', 'timestamptz', ({ atMs }) => new Date(atMs).toISOString()],
  ['environment', 'text', ({ environment }) => environment],
  ['api_id', 'uuid', ({ apiId }) => apiId],
  ['application_id', 'uuid', ({ applicationId }) => applicationId],
  ['provider_id', 'uuid', ({ providerId }) => providerId],
  ['method', 'text', ({ method }) => method],
  ['operation', 'text', ({ operation }) => operation],
  ['status', 'smallint', ({ status }) => status],
  ['outcome', 'text', ({ outcome }) => outcome],
  ['reason', 'text', ({ reason }) => reason],
  ['request_bytes', 'bigint', ({ requestBytes }) => requestBytes],
  ['answer_bytes', 'bigint', ({ answerBytes }) => answerBytes],
  ['total_us', 'bigint', ({ totalUs }) => totalUs],
  ['upstream_us', 'bigint', ({ upstreamUs }) => upstreamUs],
  ['weight', 'integer', ({ weight }) => weight],
  ['trace_id', 'text', ({ traceId }) => traceId],
];

const statement = `insert into metering.requests (${columns.map(([name]) => name).join(', ')})
  select * from unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`;

/** Writes entries of the request log, inside a transaction. */
export async function insertRequests(client: pg.ClientBase, entries: readonly LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await ensurePartitions(
    client,
    'metering.requests',
    entries.map(({ atMs }) => atMs),
  );
  await client.query(
    statement,
    columns.map(([, , value]) => entries.map(value)),
  );
}
