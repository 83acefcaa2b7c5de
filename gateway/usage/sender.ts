/** Sends a spool's parcels to the control process, one post at a time and again until they are acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Control } from '#gateway/snapshot-source/stream.ts';
import type { Post, Spool } from '#gateway/usage/spool/spool.ts';

export type Sender = {
  /** There are parcels. */
  readonly wake: () => void;
  /** Settles when everything has been sent, or when the signal says that it is enough. */
  readonly finish: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type SenderTimes = { readonly postMs: number; readonly retryMs: number; readonly retryMaximumMs: number };

const usualTimes: SenderTimes = {
  postMs: limits.usagePostMs,
  retryMs: limits.usageRetryMs,
  retryMaximumMs: limits.usageRetryMaximumMs,
};

type SenderOptions = {
  readonly spool: Pick<Spool, 'oldest' | 'acknowledge' | 'repair'>;
  readonly control: Control;
  readonly dispatcher: Dispatcher;
  readonly log: Log;
  readonly times?: SenderTimes;
};

const compress = promisify(zstdCompress);

const answerSchema = z.object({ acknowledged: z.number().int().nonnegative() });

class Refused extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(`the control process answered ${status}: ${detail}`);
    this.status = status;
  }
}

/** Gives up to which sequence the control process has taken. @throws Error */
async function handPost(
  { spoolId, text }: Post,
  { control, dispatcher, times }: Required<Pick<SenderOptions, 'control' | 'dispatcher' | 'times'>>,
  signal: AbortSignal,
): Promise<number> {
  const answer = await request(new URL('/gateway/v1/usage', control.url), {
    ...{ dispatcher, method: 'POST', signal: AbortSignal.any([signal, AbortSignal.timeout(times.postMs)]) },
    headers: {
      authorization: `Bearer ${control.key}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'zstd',
      'guichet-spool': spoolId,
    },
    body: await compress(text),
  });
  const said = await answer.body.text();
  if (answer.statusCode !== 200) throw new Refused(answer.statusCode, said.slice(0, limits.usageToldLength));
  return answerSchema.parse(JSON.parse(said)).acknowledged;
}

export function openSender({ spool, control, dispatcher, log, times = usualTimes }: SenderOptions): Sender {
  const stopped = new AbortController();
  let wake: () => void = () => undefined;
  let failures = 0;

  /** Sends the oldest parcels; false when there is none. @throws Error */
  async function sendOldest(signal: AbortSignal): Promise<boolean> {
    const post = await spool.oldest();
    if (post === null) return false;
    const acknowledged = await handPost(post, { control, dispatcher, times }, signal);
    if (!(await spool.acknowledge(post, acknowledged)))
      throw new Error('the control process acknowledged nothing of it');
    if (failures > 0) log.info('usage is taken again');
    failures = 0;
    return true;
  }

  /** What cannot be read there because it is damaged here must not stand in the way of all others. */
  async function repair(cause: unknown): Promise<boolean> {
    if (!(cause instanceof Refused) || cause.status !== 422) return false;
    const post = await spool.oldest();
    return post !== null && (await spool.repair(post));
  }

  async function rest(cause: unknown): Promise<void> {
    // Once, not each time: it may be away for days.
    if (failures === 0) log.warn('usage could not be handed over, and is kept', { why: reasonOf(cause) });
    const longestMs = Math.min(times.retryMaximumMs, times.retryMs * 2 ** Math.min(failures, 16));
    failures += 1;
    // Many gateways must not come back all at once.
    await pause(longestMs * (0.5 + Math.random() / 2), undefined, { signal: stopped.signal, ref: false });
  }

  async function keepSending(): Promise<void> {
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      try {
        if (!(await sendOldest(stopped.signal))) await woken;
      } catch (cause) {
        if (stopped.signal.aborted) return;
        const repaired = await repair(cause).catch(() => false);
        if (!repaired) await rest(cause).catch(() => undefined);
      }
    }
  }

  const sending = keepSending();
  const stop = async (): Promise<void> => {
    stopped.abort();
    wake();
    await sending;
  };
  return {
    wake: () => wake(),
    finish: async (signal) => {
      await stop();
      try {
        while (!signal.aborted && (await sendOldest(signal)));
      } catch (cause) {
        log.warn('usage is kept for the next start', { why: reasonOf(cause) });
      }
    },
    close: stop,
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown';
}
