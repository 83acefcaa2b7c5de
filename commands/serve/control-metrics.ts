/** What the control part tells of the instance: the registry, the outbox and the database, looked up at each scrape. */
import { count } from 'drizzle-orm';
import { gauge, type MetricDeclaration } from '#base/metrics/declaration.ts';
import type { Gauge, Metrics } from '#base/metrics/metrics.ts';
import type { Database } from '#database/database.ts';
import { mails, registryRevision, webhookDeliveries } from '#database/tables.ts';

const revision = gauge('guichet_registry_revision', 'Revision of the registry: it grows with every change.', {});
const mailRows = gauge(
  'guichet_mails',
  'Mails of the mail log by state: waiting, sent, failed for good, kept for want of a mail server.',
  { state: 5 },
);
const oldestMail = gauge(
  'guichet_mails_oldest_waiting_seconds',
  'Age of the oldest mail that waits; 0 when none does.',
  {},
);
const deliveries = gauge(
  'guichet_webhook_deliveries',
  'Deliveries to webhooks by state: waiting for an attempt, delivered, failed for good.',
  { state: 4 },
);
const parcels = gauge(
  'guichet_usage_parcels_waiting',
  'Parcels of usage that were taken and are not added up yet.',
  {},
);
const rollUpLag = gauge('guichet_usage_roll_up_lag_seconds', 'Age of the oldest of them; 0 when none waits.', {});
const databaseBytes = gauge('guichet_database_bytes', 'Size of the database on its disk.', {});
const poolConnections = gauge(
  'guichet_database_pool_connections',
  'Connections of the pool of this process, by state: `idle`, `busy`; and `waiting`: queries that wait for one.',
  { state: 4 },
);

export const controlMetrics: readonly MetricDeclaration[] = [
  ...[revision, mailRows, oldestMail, deliveries, parcels, rollUpLag, databaseBytes, poolConnections],
];

/** Tells of every state, of those without a row too. */
function setByState(
  rows: Gauge<'state'>,
  states: readonly string[],
  found: readonly { readonly state: string; readonly rows: number }[],
): void {
  const byState = new Map(found.map((one) => [one.state, one.rows]));
  for (const state of states) rows.set({ state }, byState.get(state) ?? 0);
}

/** Age of what is oldest, in seconds; 0 when there is nothing. */
function ageSeconds(oldest: Date | null | undefined, nowMs: number): number {
  return oldest === null || oldest === undefined ? 0 : Math.max(0, nowMs - oldest.getTime()) / 1000;
}

function watchWebhooks(metrics: Metrics, { query }: Database): void {
  const rows = metrics.gauge(deliveries);
  metrics.beforeRead('webhooks', async () => {
    const found = await query
      .select({ state: webhookDeliveries.state, rows: count() })
      .from(webhookDeliveries)
      .groupBy(webhookDeliveries.state);
    setByState(rows, webhookDeliveries.state.enumValues, found);
  });
}

function watchRollUp(metrics: Metrics, { pool }: Database, nowMs: () => number): void {
  const [waiting, lag] = [metrics.gauge(parcels), metrics.gauge(rollUpLag)];
  metrics.beforeRead('roll-up', async () => {
    const { rows } = await pool.query<{ parcels: string; taken: Date | null }>(
      'select count(*) as parcels, min(taken_at) as taken from metering.parcels',
    );
    waiting.set({}, Number(rows[0]?.parcels ?? 0));
    lag.set({}, ageSeconds(rows[0]?.taken, nowMs()));
  });
}

/** Has `metrics` tell of the instance. */
export function openControlMetrics(metrics: Metrics, database: Database, nowMs: () => number): void {
  const { query, pool } = database;
  watchWebhooks(metrics, database);
  watchRollUp(metrics, database, nowMs);
  const rows = metrics.gauge(mailRows);
  const oldest = metrics.gauge(oldestMail);
  const [bytes, connections, registry] = [
    metrics.gauge(databaseBytes),
    metrics.gauge(poolConnections),
    metrics.gauge(revision),
  ];
  metrics.beforeRead('pool', () => {
    connections.set({ state: 'idle' }, pool.idleCount);
    connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    connections.set({ state: 'waiting' }, pool.waitingCount);
  });
  metrics.beforeRead('registry', async () => {
    const [row] = await query.select({ revision: registryRevision.revision }).from(registryRevision);
    registry.set({}, row?.revision ?? 0);
  });
  metrics.beforeRead('mails', async () => {
    const found = await query.select({ state: mails.state, rows: count() }).from(mails).groupBy(mails.state);
    setByState(rows, mails.state.enumValues, found);
    const waiting = await pool.query<{ made: Date | null }>(
      `select min(created_at) as made from mails where state = 'waiting'`,
    );
    oldest.set({}, ageSeconds(waiting.rows[0]?.made, nowMs()));
  });
  metrics.beforeRead('database', async () => {
    const size = await pool.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
    bytes.set({}, Number(size.rows[0]?.bytes ?? 0));
  });
}
