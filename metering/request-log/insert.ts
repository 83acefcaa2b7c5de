import { sql } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import type { LogEntry } from '#metering/request-log/entry.ts';

/**
 * Writes entries into the request log, all of them in one statement. The partitions of their days must stand
 * (`ensurePartitions`); that none comes twice is seen to by who takes the parcels. Applications and APIs that the registry
 * does not know stay as ids.
 */
export async function insertRequests(tx: Pick<Transaction, 'execute'>, entries: readonly LogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.execute(sql`
    insert into metering.requests (id, at, environment, api_id, application_id, provider_id, method, operation, status,
      outcome, reason, request_bytes, answer_bytes, total_us, upstream_us, weight, trace_id)
    select id, 'epoch'::timestamptz + "atMs" * interval '1 millisecond', environment, "apiId", "applicationId",
           "providerId", method, operation, status, outcome, reason, "requestBytes", "answerBytes", "totalUs",
           "upstreamUs", weight, "traceId"
      from json_to_recordset(${JSON.stringify(entries)}::json) as entry (
           id text, "atMs" bigint, environment text, "apiId" uuid, "applicationId" uuid, "providerId" uuid, method text,
           operation text, status smallint, outcome text, reason text, "requestBytes" bigint, "answerBytes" bigint,
           "totalUs" bigint, "upstreamUs" bigint, weight integer, "traceId" text)`);
}
