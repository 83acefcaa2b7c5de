import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { newId } from '#base/ids.ts';
import { inTransaction } from '#database/client-transaction.ts';
import type { Database } from '#database/database.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import type { UsageQuestion, UsageReport } from '#metering/usage/question.ts';
import { readUsage } from '#metering/usage/read.ts';
import { openTestDatabase } from '#test/database.ts';

let database: Database;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

function ask(question: UsageQuestion): Promise<UsageReport> {
  return database.query.transaction((tx) => readUsage(tx, question));
}

test('without any usage every period is there and empty', async () => {
  const report = await ask({
    subject: { kind: 'application', applicationId: newId() },
    fromMs: Date.parse('2026-10-24T10:00:00Z'),
    toMs: Date.parse('2026-10-26T10:00:00Z'),
    step: 'day',
  });
  assert.deepEqual(
    report.series.map(({ atMs, calls }) => [new Date(atMs).toISOString(), calls]),
    [
      ['2026-10-23T22:00:00.000Z', 0],
      ['2026-10-24T22:00:00.000Z', 0],
      ['2026-10-25T23:00:00.000Z', 0],
    ],
  );
  assert.deepEqual([report.byApi, report.byApplication, report.byReason], [[], [], []]);
  assert.deepEqual([report.figures.totalMs, report.before.calls], [null, 0]);
});

test('an answer adds environments up, breaks down by member, and compares with the same part of the period before', async () => {
  const [api, application, provider] = [newId(), newId(), newId()];
  await database.pool.query(
    `insert into metering.scopes (id, kind, environment, application_id, api_id, provider_id) values
       (1, 'api', 'sandbox', null, $1, $3), (2, 'api', 'production', null, $1, $3),
       (3, 'pair', 'sandbox', $2, $1, $3), (4, 'pair', 'production', null, $1, $3)`,
    [api, application, provider],
  );
  const atMs = Date.parse('2026-11-21T10:00:00Z');
  await inTransaction(database.pool, (client) => ensurePartitions(client, 'metering.hours', [atMs, atMs - 86_400_000]));
  await database.pool.query('update metering.levels set held_from = $1', [new Date(atMs - 30 * 86_400_000)]);
  await database.pool.query(
    `insert into metering.hours (scope_id, at, calls, calls_2, calls_4, total_sketch, reasons)
     select scope, $1::timestamptz - make_interval(hours => hours), 3, 2, 1, '\\xea0103', '{"token.missing": 1}'
       from generate_series(1, 4) scope, generate_series(0, 1) hours`,
    [new Date(atMs)],
  );
  const question = { subject: { kind: 'api', apiId: api }, fromMs: atMs, toMs: atMs + 3600_000, step: 'hour' } as const;
  const report = await ask(question);
  assert.equal(report.figures.calls, 6);
  assert.deepEqual(report.figures.byClass, [0, 0, 4, 0, 2, 0]);
  assert.equal(report.figures.refused, 2);
  assert.equal(report.before.calls, 6);
  assert.deepEqual(report.byReason, [{ reason: 'token.missing', calls: 2 }]);
  assert.deepEqual(
    report.byApi.map(({ apiId, calls }) => [apiId, calls]),
    [[api, 6]],
  );
  assert.deepEqual(
    new Map(report.byApplication.map(({ applicationId, calls }) => [applicationId, calls])),
    new Map([
      [application, 3],
      [null, 3],
    ]),
  );
  assert.ok(Math.abs((report.figures.totalMs?.p50 ?? 0) - 1.02 ** 117) < 1);
  assert.equal((await ask({ ...question, environment: 'sandbox' })).figures.calls, 3);
});

test('a range that ends before it begins, or has too many periods, is refused', async () => {
  const question = { subject: { kind: 'instance' }, fromMs: 1_700_000_000_000, step: 'minute' } as const;
  await assert.rejects(ask({ ...question, toMs: question.fromMs }), { code: 'usage.range_invalid' });
  await assert.rejects(ask({ ...question, fromMs: 0, toMs: 1 }), { code: 'usage.range_invalid' });
  await database.pool.query(`update metering.levels set held_from = 'epoch'`);
  await assert.rejects(ask({ ...question, toMs: question.fromMs + 8 * 86_400_000 }), {
    code: 'usage.too_many_periods',
  });
});
