import { and, eq, isNull, sql } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { webhookChannel } from '#database/channel.ts';
import type { Transaction } from '#database/database.ts';
import { webhookDeliveries, webhooks } from '#database/tables.ts';
import type { MailWork } from '#notifications/outbox.ts';

type Event = {
  readonly id: string;
  readonly type: string;
  readonly applicationId: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Queues `event` for each webhook of its application that is on and wants its type. */
export async function queueEvent(work: MailWork, { id, type, applicationId, data }: Event): Promise<void> {
  const wanting = await work.tx
    .select({ id: webhooks.id })
    .from(webhooks)
    .where(
      and(
        eq(webhooks.applicationId, applicationId),
        isNull(webhooks.disabledAt),
        sql`${type} = any(${webhooks.types})`,
      ),
    );
  for (const webhook of wanting) await queueDelivery(work, webhook.id, { messageId: id, type, data });
}

type Message = Pick<typeof webhookDeliveries.$inferSelect, 'messageId' | 'type' | 'data'>;

/** Queues one delivery, to be tried at once. @returns its id */
export async function queueDelivery(work: MailWork, webhookId: string, message: Message): Promise<string> {
  const { now, tx } = work;
  const id = newId(now.getTime());
  const due = { state: 'waiting', nextAttemptAt: now, occurredAt: now } as const;
  await tx.insert(webhookDeliveries).values({ id, webhookId, ...message, ...due });
  await announceDelivery(tx);
  return id;
}

/** Tells the delivery, once `tx` is committed, that something waits. */
export async function announceDelivery(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${webhookChannel}, '')`);
}
