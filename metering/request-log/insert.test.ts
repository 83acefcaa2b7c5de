import assert from 'node:assert/strict';
import test from 'node:test';
import { inTransaction } from '#database/client-transaction.ts';
import { insertRequests } from '#metering/request-log/insert.ts';
import { logEntrySchema } from '#metering/request-log/entry.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import { openTestDatabase } from '#test/database.ts';
import { loggedRequest } from '#test/logged-requests.ts';

test('entries are kept as they came, those of unknown applications and of no request too', async () => {
  const database = await openTestDatabase();
  try {
    const known = loggedRequest({ traceId: 'c'.repeat(32), weight: 7, reason: 'limit.rate', operation: '/a\'\\"/{…}' });
    const strange = loggedRequest({
      ...{ environment: null, apiId: null, applicationId: null, providerId: null, method: null, operation: null },
      ...{ status: 0, outcome: 'abandoned', requestBytes: 2 ** 40 },
    });
    const momentsMs = [known.atMs, strange.atMs];
    await inTransaction(database.pool, (client) => ensurePartitions(client, 'metering.requests', momentsMs));
    await database.query.transaction(async (tx) => {
      await insertRequests(tx, []);
      await insertRequests(tx, [known, strange]);
    });
    const { rows } = await database.pool.query(
      `select id, (extract(epoch from at) * 1000)::float8 as "atMs", environment, api_id as "apiId",
              application_id as "applicationId", provider_id as "providerId", method, operation, status, outcome, reason,
              request_bytes::float8 as "requestBytes", answer_bytes::float8 as "answerBytes", total_us::float8 as "totalUs",
              upstream_us::float8 as "upstreamUs", weight, trace_id as "traceId"
         from metering.requests order by id`,
    );
    const byId = [known, strange].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    assert.deepEqual(rows, byId);
  } finally {
    await database.close();
  }
});

test('what a gateway may send holds no character that breaks a line or ends a text', () => {
  const entry = loggedRequest({});
  assert.deepEqual(logEntrySchema.parse(entry), entry);
  for (const operation of ['/a\u0000', '/a\nb', '/a\u009bb', '/a\ud800']) {
    assert.equal(logEntrySchema.safeParse({ ...entry, operation }).success, false);
  }
  assert.equal(logEntrySchema.safeParse({ ...entry, id: 'nothing' }).success, false);
  assert.equal(logEntrySchema.safeParse({ ...entry, weight: 0 }).success, false);
});
