import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apis, applications, consumerNotices, mails } from '#database/tables.ts';
import { isFailing, tellErrors } from '#metering/notices/tell-errors.ts';
import { ensurePartitions } from '#metering/schema/partitions.ts';
import { inTransaction } from '#database/client-transaction.ts';
import { createApplication } from '#registry/applications/create.ts';
import { inOneTransaction, run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query, pool } = registry.database;
after(() => registry.database.close());
const { developer, organisation, provider } = await makeWorld(registry);
const fields = { organisation, environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'D' } as const;
const { id: application } = await run(registry, developer, createApplication, fields);
await query.update(applications).set({ emailVerifiedAt: new Date(0) });
await query.delete(mails);
const [api] = await query.select().from(apis).where(eq(apis.slug, 'open'));
const nowMs = registry.clock.nowMs();
await inTransaction(pool, (client) => ensurePartitions(client, 'metering.minutes', [nowMs, nowMs + 86_400_000]));
await pool.query(
  `insert into metering.scopes (id, kind, environment, application_id, api_id) values
     (1, 'application', 'sandbox', $1, null), (2, 'pair', 'sandbox', $1, $2)`,
  [application, api?.id],
);

/** Calls counted in the minute that was `minutesAgo`. */
async function count(minutesAgo: number, calls: number, failed: number, reasons: Record<string, number> = {}) {
  const at = new Date(registry.clock.nowMs() - minutesAgo * 60_000);
  await pool.query('delete from metering.minutes');
  await pool.query(
    `insert into metering.minutes (scope_id, at, calls, calls_2, calls_5, reasons)
     select scope, $1, $2, $2::bigint - $3::bigint, $3, $4 from generate_series(1, 2) scope`,
    [at, calls, failed, reasons],
  );
}

const tell = () => inOneTransaction(registry, system, tellErrors);

test('few calls, few errors, and errors of long ago are nobody’s news', async () => {
  for (const [minutesAgo, calls, failed] of [
    [1, limits.errorNoticeCalls - 1, 20],
    [1, 1000, 1000 * limits.errorNoticeShare - 1],
    [20, 1000, 1000],
  ] as const) {
    await count(minutesAgo, calls, failed);
    assert.equal(await tell(), 0);
  }
});

test('many are told once, with the API and the reason that most have, and where to see why', async () => {
  // What the upstream service did not manage is among the answers of 5xx: it counts once.
  await count(1, 100, 10, { 'subscription.missing': 15, 'upstream.unreachable': 10 });
  assert.deepEqual(await Promise.all([tell(), tell()]).then((told) => told.toSorted()), [0, 1]);
  assert.equal(await tell(), 0);
  const [notice, ...more] = await query.select().from(consumerNotices);
  assert.deepEqual(more, []);
  const { calls, errors, api: worst, reason, page } = notice?.data ?? {};
  assert.deepEqual(
    { calls, errors, worst, reason, page },
    {
      ...{ calls: 100, errors: 25, worst: { reference: `${provider}/open@1.0`, errors: 25 } },
      reason: { code: 'subscription.missing', calls: 15 },
      page: `/applications/${application}/why/${provider}/open/1.0`,
    },
  );
  const told = await query.select({ to: mails.recipient, template: mails.template }).from(mails);
  assert.deepEqual(told, [{ to: 'a@b.fr', template: 'errors.threshold' }]);
});

test('what goes on is told again after hours', async () => {
  registry.setNow(new Date(nowMs + limits.errorNoticeQuietMs - 1000).toISOString());
  await count(1, 100, 50);
  assert.equal(await tell(), 0);
  registry.setNow(new Date(nowMs + limits.errorNoticeQuietMs).toISOString());
  await count(1, 100, 50);
  assert.equal(await tell(), 1);
});

test('failing is a share of enough calls', () => {
  assert.equal(isFailing({ calls: 0, errors: 0 }), false);
  assert.equal(isFailing({ calls: 49, errors: 49 }), false);
  assert.equal(isFailing({ calls: 50, errors: 10 }), true);
  assert.equal(isFailing({ calls: 50, errors: 9 }), false);
});
