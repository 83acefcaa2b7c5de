/**
 * The delivery to webhooks: many at a time, but never two to the same one. It looks whenever a commit announces something,
 * when a delivery is due again, and from time to time. Several processes may do so on one database.
 */
import { and, eq, inArray, isNull, lt, min } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { listenToChanges } from '#database/changes.ts';
import { webhookChannel } from '#database/channel.ts';
import { webhookDeliveries, webhooks } from '#database/tables.ts';
import { openPause } from '#notifications/pause.ts';
import { attemptDelivery, takeDue, type WebhookContext } from '#notifications/webhooks/deliver.ts';

export type WebhookDelivery = {
  /** Lets calls under way come to their end, or breaks them off after `limits.drainMs`. */
  readonly close: () => Promise<void>;
};

/** Opens the delivery. */
export async function openWebhookDelivery(context: WebhookContext): Promise<WebhookDelivery> {
  const closing = new AbortController();
  const breaking = new AbortController();
  const pause = openPause();
  const underWay = new Set<Promise<void>>();
  const sweep = sweeper(context);

  function failed(cause: unknown): void {
    if (!breaking.signal.aborted) context.log.error('webhooks could not be seen to', {}, cause);
  }

  /** Begins all that is due, as far as there is room. @returns how long nothing more is to be done */
  async function beginDue(): Promise<number> {
    while (!closing.signal.aborted && underWay.size < limits.webhookCalls) {
      const taken = await takeDue(context);
      if (taken === null) return untilNextDue(context);
      const call = attemptDelivery(context, taken, breaking.signal)
        .then(() => undefined, failed)
        .finally(() => {
          underWay.delete(call);
          pause.end();
        });
      underWay.add(call);
    }
    return limits.webhookPollMs;
  }

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const left = await sweep()
        .then(beginDue)
        .then((pauseMs) => ({ pauseMs, deaf: false }))
        .catch((cause: unknown) => {
          failed(cause);
          return { pauseMs: limits.webhookFaultRestMs, deaf: true };
        });
      await pause.wait(left.pauseMs, left.deaf, closing.signal);
    }
    await Promise.all(underWay);
  }

  const changes = await listenToChanges({
    ...{ connection: context.database.connection, channel: webhookChannel, log: context.log },
    onChange: pause.end,
  });
  const working = work();
  return {
    close: async () => {
      closing.abort();
      await changes.close();
      const breakOff = setTimeout(() => breaking.abort(), limits.drainMs);
      await working;
      clearTimeout(breakOff);
    },
  };
}

/** The time until a delivery is due that nobody is at, at most until the next look. */
async function untilNextDue({ database, clock }: WebhookContext): Promise<number> {
  const rows = await database.query
    .select({ due: min(webhookDeliveries.nextAttemptAt) })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(and(eq(webhookDeliveries.state, 'waiting'), isNull(webhooks.disabledAt), isNull(webhooks.busyUntil)));
  const dueMs = rows[0]?.due?.getTime() ?? Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(dueMs - clock.nowMs(), limits.webhookPollMs));
}

function sweeper(context: WebhookContext): () => Promise<void> {
  let sweptAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - sweptAtMs < limits.webhookSweepEveryMs) return;
    await sweepDeliveries(context);
    sweptAtMs = performance.now();
  };
}

/** Removes old lines of the log of deliveries, and secrets that sign no more. */
export async function sweepDeliveries({ database, clock }: Pick<WebhookContext, 'database' | 'clock'>): Promise<void> {
  const now = clock.nowMs();
  const old = database.query
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(lt(webhookDeliveries.finishedAt, new Date(now - limits.webhookLogKeptMs)))
    .limit(limits.sweptRows);
  await database.query.delete(webhookDeliveries).where(inArray(webhookDeliveries.id, old));
  await database.query
    .update(webhooks)
    .set({ sealedFormerSecret: null, formerSecretUntil: null })
    .where(lt(webhooks.formerSecretUntil, new Date(now)));
}
