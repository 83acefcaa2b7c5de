/** The delivery: empties the outbox whenever a commit announces a mail, and when a mail that was put off is due again. */
import { and, eq, gt, min } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { mailChannel } from '#database/channel.ts';
import { mails } from '#database/tables.ts';
import { deliverNext, type DeliveryContext } from '#notifications/deliver.ts';
import { keepWaiting, sweepMails } from '#notifications/keep.ts';
import type { MailServer } from '#notifications/mail-server.ts';
import { atMostEvery, openRounds, type Left, type Rounds, type Signals } from '#notifications/rounds.ts';

/** Opens the delivery to `server`; null: there is none, mails are kept for the mailbox page. */
export async function openDelivery(context: DeliveryContext, server: MailServer | null): Promise<Rounds> {
  const sweep = atMostEvery(limits.mailSweepEveryMs, () => sweepMails(context));
  const rounds = await openRounds({
    ...{ context, channel: mailChannel, failure: 'the outbox could not be emptied' },
    faultRestMs: limits.mailFaultRestMs,
    begin: (signals) => {
      const empty = server === null ? keeper(context) : deliverer(context, server, signals);
      return { round: () => sweep().then(empty) };
    },
  });
  return {
    close: async () => {
      await rounds.close();
      server?.close();
    },
  };
}

function keeper(context: DeliveryContext): () => Promise<Left> {
  return async () => {
    await keepWaiting(context);
    return { pauseMs: limits.mailPollMs, deaf: false };
  };
}

function deliverer(context: DeliveryContext, server: MailServer, signals: Signals): () => Promise<Left> {
  let failures = 0;

  /** Delivers one mail after the other until none is due (true) or the server cannot be used (false). */
  async function lane(): Promise<boolean> {
    while (!signals.closing.aborted) {
      const became = await deliverNext(context, server, signals.breaking);
      if (became === null) return true;
      if (became === 'unusable') return false;
    }
    return true;
  }

  return async () => {
    const startedAt = new Date(context.clock.nowMs());
    // One mail tries whether a server is back that could not be used.
    const usable = await Promise.all(Array.from({ length: failures > 0 ? 1 : limits.mailDeliveries }, lane));
    failures = usable.every(Boolean) ? 0 : failures + 1;
    if (failures === 0) return { pauseMs: await untilNextDue(context, startedAt), deaf: false };
    const restMs = limits.mailServerRestMs * 2 ** (failures - 1);
    return { pauseMs: Math.min(restMs, limits.mailServerRestMaximumMs), deaf: true };
  };
}

/** The time until a mail is due, at most until the next look. One that was due before `since` is in another process's hands. */
async function untilNextDue({ database, clock }: DeliveryContext, since: Date): Promise<number> {
  const rows = await database.query
    .select({ due: min(mails.nextAttemptAt) })
    .from(mails)
    .where(and(eq(mails.state, 'waiting'), gt(mails.nextAttemptAt, since)));
  const dueMs = rows[0]?.due?.getTime() ?? Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(dueMs - clock.nowMs(), limits.mailPollMs));
}
