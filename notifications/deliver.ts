/** One delivery: takes a mail that is due from the outbox, hands it to the mail server, and writes down what became of it. */
import { and, asc, eq, lte } from 'drizzle-orm';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import type { SealingKey } from '#base/seal.ts';
import type { Database, Transaction } from '#database/database.ts';
import { mails } from '#database/tables.ts';
import type { MailServer, Outcome } from '#notifications/mail-server.ts';
import { openMail } from '#notifications/outbox.ts';
import { renderMail } from '#notifications/render.ts';

export type DeliveryContext = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealingKey: SealingKey;
  /** Public address of the portal, without a slash at its end. */
  readonly portalUrl: string;
  readonly log: Log;
};

type MailRow = typeof mails.$inferSelect;

/** How long after its attempt number `attempts` a mail that was put off is tried again. */
export function retryDelayMs(attempts: number): number {
  return Math.min(limits.mailRetryMs * 2 ** (attempts - 1), limits.mailRetryMaximumMs);
}

/**
 * Delivers the mail that has been due longest. Its row is locked until what became of it is committed: another process
 * takes another mail, and when this one is killed the mail is free again at once. It may then arrive twice (the server
 * took it, and nobody wrote that down), but it is never lost.
 *
 * @returns what became of it; null: no mail is due
 * @throws when the database fails or `signal` aborts; the mail is as it was
 */
export async function deliverNext(
  context: DeliveryContext,
  server: MailServer,
  signal: AbortSignal,
): Promise<Outcome['kind'] | null> {
  return context.database.query.transaction(async (tx) => {
    const row = await takeDue(tx, new Date(context.clock.nowMs()));
    if (row === undefined) return null;
    const outcome = await attempt(context, server, row, signal);
    const now = new Date(context.clock.nowMs());
    const change = changeFor(row, outcome, now);
    await tx.update(mails).set(change).where(eq(mails.id, row.id));
    if (outcome.kind !== 'sent') {
      const { id, template } = row;
      // The recipient is the mail log's, not this log's.
      context.log.warn('a mail was not delivered', { mail: id, template, state: change.state, error: outcome.error });
    }
    return outcome.kind;
  });
}

async function takeDue(tx: Transaction, now: Date): Promise<MailRow | undefined> {
  const rows = await tx
    .select()
    .from(mails)
    .where(and(eq(mails.state, 'waiting'), lte(mails.nextAttemptAt, now)))
    .orderBy(asc(mails.nextAttemptAt))
    .limit(1)
    .for('update', { skipLocked: true });
  return rows[0];
}

async function attempt(
  { sealingKey, portalUrl, clock }: DeliveryContext,
  server: MailServer,
  row: MailRow,
  signal: AbortSignal,
): Promise<Outcome> {
  const { id, sealedContent, recipient, language, createdAt: writtenAt } = row;
  if (sealedContent === null) return { kind: 'refused', error: 'what it says was erased' };
  // From a backup that was restored, or of an instance that was off for long: what it says is no longer so.
  if (clock.nowMs() - writtenAt.getTime() > limits.mailContentKeptMs) return { kind: 'refused', error: 'too old' };
  try {
    const rendered = renderMail(openMail(sealingKey, { id, sealedContent }), portalUrl);
    const languages = language === 'both' ? 'fr, en' : language;
    return await server.send({ ...rendered, id, recipient, languages, writtenAt }, signal);
  } catch (cause) {
    if (cause instanceof Problem) return { kind: 'refused', error: cause.code };
    throw cause;
  }
}

type Change = Pick<MailRow, 'state' | 'attempts' | 'lastError' | 'nextAttemptAt' | 'finishedAt' | 'sealedContent'>;

/** What is written into the row. What a delivered mail said is erased; what could not be delivered is kept for another try. */
function changeFor(row: MailRow, outcome: Outcome, now: Date): Change {
  const attempts = row.attempts + 1;
  const { nextAttemptAt, sealedContent } = row;
  if (outcome.kind === 'sent') {
    return { state: 'sent', attempts, lastError: null, nextAttemptAt, finishedAt: now, sealedContent: null };
  }
  const lastError = outcome.error;
  if (outcome.kind === 'refused' || attempts >= limits.mailAttempts) {
    return { state: 'failed', attempts, lastError, nextAttemptAt, finishedAt: now, sealedContent };
  }
  const later = new Date(now.getTime() + retryDelayMs(attempts));
  return { state: 'waiting', attempts, lastError, nextAttemptAt: later, finishedAt: null, sealedContent };
}
