/**
 * One delivery: takes one that is due, calls its webhook, and writes down what came of it. No row is locked meanwhile, so
 * that a receiver that takes its time holds up nobody; instead the process has the webhook for itself until `busyUntil`.
 * When it is killed, the delivery is tried again after that, with the same id: it may arrive twice, but is never lost.
 */
import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Clock } from '#base/clock.ts';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { SealingKey } from '#base/seal.ts';
import type { Database, Transaction } from '#database/database.ts';
import { applications, webhookAttempts, webhookDeliveries, webhooks } from '#database/tables.ts';
import { disableWebhook } from '#notifications/webhooks/disable.ts';
import { payloadOf } from '#notifications/webhooks/payload.ts';
import type { Outcome, Post } from '#notifications/webhooks/post.ts';
import { secretsOf, signWebhook } from '#notifications/webhooks/signature.ts';

export type WebhookContext = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealingKey: SealingKey;
  /** Public address of the portal, without a slash at its end. */
  readonly portalUrl: string;
  readonly log: Log;
  readonly post: Post;
};

type DeliveryRow = typeof webhookDeliveries.$inferSelect;
type WebhookRow = typeof webhooks.$inferSelect;
export type Taken = { readonly delivery: DeliveryRow; readonly webhook: WebhookRow };

/**
 * Takes the delivery that has been due longest, of a webhook that nobody is calling. Those that work come before those
 * that have been failing, so that these never fill all places. Null: none is due.
 */
export async function takeDue({ database, clock }: WebhookContext): Promise<Taken | null> {
  const now = new Date(clock.nowMs());
  return database.query.transaction(async (tx) => {
    const [taken] = await tx
      .select({ delivery: webhookDeliveries, webhook: webhooks })
      .from(webhookDeliveries)
      .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
      .where(
        and(
          eq(webhookDeliveries.state, 'waiting'),
          lte(webhookDeliveries.nextAttemptAt, now),
          isNull(webhooks.disabledAt),
          or(isNull(webhooks.busyUntil), lte(webhooks.busyUntil, now)),
          hasRoom(now),
        ),
      )
      .orderBy(sql`${webhooks.failingSince} is not null`, asc(webhookDeliveries.nextAttemptAt))
      .limit(1)
      .for('update', { of: webhooks, skipLocked: true });
    if (taken === undefined) return null;
    const busyUntil = new Date(now.getTime() + limits.webhookLeaseMs);
    await tx.update(webhooks).set({ busyUntil }).where(eq(webhooks.id, taken.webhook.id));
    return taken;
  });
}

/** True while few webhooks of the same organisation are being called: slow receivers of one hold up no other. */
export function hasRoom(now: Date) {
  const own = alias(applications, 'own');
  const other = alias(applications, 'other');
  const called = alias(webhooks, 'called');
  return sql`(select count(*) from ${applications} own
    join ${applications} other on ${other.organisationId} = ${own.organisationId}
    join ${webhooks} called on ${called.applicationId} = ${other.id} and ${called.busyUntil} > ${now.toISOString()}
    where ${own.id} = ${webhooks.applicationId}) < ${limits.webhookCallsPerOrganisation}`;
}

/**
 * Makes one attempt at a delivery that was taken.
 *
 * @throws when the database fails or `signal` aborts; it is then tried again when the webhook is free
 */
export async function attemptDelivery(context: WebhookContext, taken: Taken, signal: AbortSignal): Promise<Outcome> {
  const startedAt = new Date(context.clock.nowMs());
  const outcome = await context.post(callFor(context, taken, startedAt), signal);
  await context.database.query.transaction((tx) => noteOutcome(context, tx, taken, { ...outcome, startedAt }));
  const { delivery, webhook } = taken;
  if (outcome.failure !== null) {
    const { failure, status } = outcome;
    context.log.warn('a webhook was not delivered', { webhook: webhook.id, delivery: delivery.id, failure, status });
  }
  return outcome;
}

/** Takes and attempts one; null: none is due. */
export async function deliverNextEvent(context: WebhookContext, signal: AbortSignal): Promise<Outcome | null> {
  const taken = await takeDue(context);
  return taken === null ? null : attemptDelivery(context, taken, signal);
}

function callFor({ sealingKey, portalUrl }: WebhookContext, { delivery, webhook }: Taken, now: Date) {
  const { messageId: id } = delivery;
  const body = JSON.stringify(payloadOf(delivery, portalUrl));
  const timestamp = Math.floor(now.getTime() / 1000);
  return {
    url: webhook.url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Guichet-Webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, secretsOf(sealingKey, webhook, now)),
    },
  };
}

type Attempt = Outcome & { readonly startedAt: Date };

async function noteOutcome(context: WebhookContext, tx: Transaction, taken: Taken, attempt: Attempt): Promise<void> {
  const now = new Date(context.clock.nowMs());
  // Locked in the order in which everything else locks them: first the webhook. It may be gone by now.
  const [webhook] = await tx.select().from(webhooks).where(eq(webhooks.id, taken.webhook.id)).for('update');
  const [delivery] = await tx.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, taken.delivery.id));
  if (webhook === undefined || delivery === undefined) return;
  const { startedAt, latencyMs, status, failure, answer } = attempt;
  await tx
    .insert(webhookAttempts)
    .values({ id: newId(now.getTime()), deliveryId: delivery.id, startedAt, latencyMs, status, failure, answer });
  const change = changeFor(delivery, failure, now);
  await tx.update(webhookDeliveries).set(change).where(eq(webhookDeliveries.id, delivery.id));
  const failingSince = failure === null ? null : (webhook.failingSince ?? startedAt);
  await tx.update(webhooks).set({ busyUntil: null, failingSince }).where(eq(webhooks.id, webhook.id));
  const because = reasonToStop(failure, change.state, failingSince, now);
  const { sealingKey } = context;
  if (because !== null && webhook.disabledAt === null) await disableWebhook({ tx, now, sealingKey }, webhook, because);
}

type Change = Pick<DeliveryRow, 'state' | 'attempts' | 'nextAttemptAt' | 'finishedAt'>;

function changeFor(delivery: DeliveryRow, failure: Outcome['failure'], now: Date): Change {
  const attempts = delivery.attempts + 1;
  const { nextAttemptAt } = delivery;
  if (failure === null) return { state: 'delivered', attempts, nextAttemptAt, finishedAt: now };
  const pauseMs = limits.webhookRetriesMs[attempts - 1];
  if (pauseMs === undefined || failure === 'gone') return { state: 'failed', attempts, nextAttemptAt, finishedAt: now };
  return { state: 'waiting', attempts, nextAttemptAt: new Date(now.getTime() + pauseMs), finishedAt: null };
}

/** A webhook that has been failing for days is judged when a delivery is given up: each has its day of attempts. */
function reasonToStop(failure: Outcome['failure'], state: Change['state'], failingSince: Date | null, now: Date) {
  if (failure === 'gone') return 'gone';
  const failingMs = failingSince === null ? 0 : now.getTime() - failingSince.getTime();
  return state === 'failed' && failingMs >= limits.webhookFailingMs ? 'failures' : null;
}
