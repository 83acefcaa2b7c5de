/** The delivery to webhooks: many at a time, but never two to the same one. */
import { and, eq, inArray, isNull, lt, min } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { webhookChannel } from '#database/channel.ts';
import { webhookDeliveries, webhooks } from '#database/tables.ts';
import { atMostEvery, openRounds, type Rounds, type Signals, type Work } from '#notifications/rounds.ts';
import { attemptDelivery, hasRoom, takeDue, type Taken, type WebhookContext } from '#notifications/webhooks/deliver.ts';

const failure = 'webhooks could not be seen to';

/** Opens the delivery. */
export function openWebhookDelivery(context: WebhookContext): Promise<Rounds> {
  return openRounds({
    ...{ context, channel: webhookChannel, failure },
    faultRestMs: limits.webhookFaultRestMs,
    begin: (signals, wake) => beginner(context, signals, wake),
  });
}

function beginner(context: WebhookContext, { closing, breaking }: Signals, wake: () => void): Work {
  const underWay = new Set<Promise<void>>();
  const sweep = atMostEvery(limits.webhookSweepEveryMs, () => sweepDeliveries(context));

  function failed(cause: unknown): void {
    if (!breaking.aborted) context.log.error(failure, {}, cause);
  }

  function call(taken: Taken): void {
    const calling = attemptDelivery(context, taken, breaking)
      .then(() => undefined, failed)
      .finally(() => {
        underWay.delete(calling);
        wake();
      });
    underWay.add(calling);
  }

  return {
    // Begins all that is due, as far as there is room.
    round: async () => {
      await sweep();
      while (!closing.aborted && underWay.size < limits.webhookCalls) {
        const taken = await takeDue(context);
        if (taken === null) return { pauseMs: await untilNextDue(context), deaf: false };
        call(taken);
      }
      return { pauseMs: limits.webhookPollMs, deaf: false };
    },
    settle: () => Promise.all(underWay),
  };
}

/** The time until a delivery is due that nobody is at, at most until the next look. */
async function untilNextDue({ database, clock }: WebhookContext): Promise<number> {
  const rows = await database.query
    .select({ due: min(webhookDeliveries.nextAttemptAt) })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(
      and(
        eq(webhookDeliveries.state, 'waiting'),
        isNull(webhooks.disabledAt),
        isNull(webhooks.busyUntil),
        hasRoom(new Date(clock.nowMs())),
      ),
    );
  const dueMs = rows[0]?.due?.getTime() ?? Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(dueMs - clock.nowMs(), limits.webhookPollMs));
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
