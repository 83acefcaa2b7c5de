/** Entries of the request log for tests. */
import { newId, newRequestId } from '#base/ids.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import type { LogEntry } from '#metering/request-log/entry.ts';
import { insertRequests } from '#metering/request-log/insert.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';

/** A request that was answered, with `fields` in their place. */
export function loggedRequest(fields: Partial<LogEntry>): LogEntry {
  return {
    id: newRequestId(),
    atMs: Date.parse('2026-11-21T10:00:00Z'),
    environment: 'sandbox',
    apiId: newId(),
    applicationId: newId(),
    providerId: newId(),
    method: 'GET',
    operation: '/companies/{siren}',
    status: 200,
    outcome: 'answered',
    reason: null,
    requestBytes: 0,
    answerBytes: 1_234,
    totalUs: 20_000,
    upstreamUs: 18_000,
    weight: 1,
    traceId: null,
    ...fields,
  };
}

/** Writes `entries` as the intake does. */
export async function keepRequests(database: Database, entries: readonly LogEntry[]): Promise<void> {
  const momentsMs = entries.map(({ atMs }) => atMs);
  await inTransaction(database.pool, (client) => ensurePartitions(client, 'metering.requests', momentsMs));
  await database.query.transaction((tx) => insertRequests(tx, entries));
}
