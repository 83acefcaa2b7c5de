/**
 * The delivery: empties the outbox whenever a commit announces a mail, when a mail that was put off is due again, and
 * from time to time in case an announcement was missed. Several processes may do so on one database.
 */
import { and, eq, gt, min } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { listenToChanges } from '#database/changes.ts';
import { mailChannel } from '#database/channel.ts';
import { mails } from '#database/tables.ts';
import { deliverNext, type DeliveryContext } from '#notifications/deliver.ts';
import { keepWaiting, sweepMails } from '#notifications/keep.ts';
import type { MailServer } from '#notifications/mail-server.ts';
import { openPause } from '#notifications/pause.ts';

export type MailDelivery = {
  /** Lets deliveries under way come to their end, or breaks them off after `limits.drainMs`. */
  readonly close: () => Promise<void>;
};

/** How the outbox was left, and so how long it is left alone; `deaf`: whatever is announced meanwhile. */
type Left = { readonly pauseMs: number; readonly deaf: boolean };

type Signals = {
  /** No further mail is taken. */
  readonly closing: AbortSignal;
  /** Deliveries under way are broken off. */
  readonly breaking: AbortSignal;
};

/** Opens the delivery to `server`; null: there is none, mails are kept for the mailbox page. */
export async function openDelivery(context: DeliveryContext, server: MailServer | null): Promise<MailDelivery> {
  const closing = new AbortController();
  const breaking = new AbortController();
  const signals: Signals = { closing: closing.signal, breaking: breaking.signal };
  const pause = openPause();
  const empty = server === null ? keeper(context) : deliverer(context, server, signals);
  const sweep = sweeper(context);

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const { pauseMs, deaf } = await sweep()
        .then(empty)
        .catch((cause: unknown) => {
          if (!breaking.signal.aborted) context.log.error('the outbox could not be emptied', {}, cause);
          return { pauseMs: limits.mailFaultRestMs, deaf: true };
        });
      await pause.wait(pauseMs, deaf, closing.signal);
    }
  }

  const changes = await listenToChanges({
    ...{ connection: context.database.connection, channel: mailChannel, log: context.log },
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

function sweeper(context: DeliveryContext): () => Promise<void> {
  let sweptAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - sweptAtMs < limits.mailSweepEveryMs) return;
    await sweepMails(context);
    sweptAtMs = performance.now();
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
