import { and, eq, inArray, isNotNull, lt } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { mails } from '#database/tables.ts';
import type { DeliveryContext } from '#notifications/deliver.ts';

type Outbox = Pick<DeliveryContext, 'database' | 'clock'>;

/**
 * Where there is no mail server, what waits is kept for the mailbox page. It must not wait on: a mail server that is set
 * months later would be handed links that have long expired.
 */
export async function keepWaiting({ database, clock }: Outbox): Promise<void> {
  await database.query
    .update(mails)
    .set({ state: 'kept', finishedAt: new Date(clock.nowMs()) })
    .where(eq(mails.state, 'waiting'));
}

/** Erases what old mails say, then their lines in the mail log. */
export async function sweepMails({ database, clock }: Outbox): Promise<void> {
  const before = (ageMs: number): Date => new Date(clock.nowMs() - ageMs);
  await database.query
    .update(mails)
    .set({ sealedContent: null })
    .where(and(isNotNull(mails.sealedContent), lt(mails.finishedAt, before(limits.mailContentKeptMs))));
  const old = database.query
    .select({ id: mails.id })
    .from(mails)
    .where(lt(mails.finishedAt, before(limits.mailLogKeptMs)))
    .limit(limits.sweptRows);
  await database.query.delete(mails).where(inArray(mails.id, old));
}
