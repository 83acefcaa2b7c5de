/** Work that is done in rounds: whenever a commit announces something, when something is due again, and from time to time. */
import type { Log } from '#base/log.ts';
import { limits } from '#base/limits.ts';
import { listenToChanges } from '#database/changes.ts';
import type { Database } from '#database/database.ts';
import { openPause } from '#notifications/pause.ts';

export type Rounds = {
  /** Lets what is under way come to its end, or breaks it off after `limits.drainMs`. */
  readonly close: () => Promise<void>;
};

/** How long nothing more is to be done; `deaf`: whatever is announced meanwhile. */
export type Left = { readonly pauseMs: number; readonly deaf: boolean };

export type Signals = {
  /** Nothing further is begun. */
  readonly closing: AbortSignal;
  /** What is under way is broken off. */
  readonly breaking: AbortSignal;
};

export type Work = {
  /** One round; a failure is logged, and the next round waits for `faultRestMs`. */
  readonly round: () => Promise<Left>;
  /** Waits for what rounds have begun and left under way. */
  readonly settle?: () => Promise<unknown>;
};

type RoundsOptions = {
  readonly context: { readonly database: Database; readonly log: Log };
  /** A name of `database/channel.ts`. */
  readonly channel: string;
  /** What the log says of a round that failed. */
  readonly failure: string;
  readonly faultRestMs: number;
  /** Prepares the work; `wake` ends a pause that is not deaf. */
  readonly begin: (signals: Signals, wake: () => void) => Work;
};

/** Starts the rounds. Several processes may do so on one database. */
export async function openRounds(options: RoundsOptions): Promise<Rounds> {
  const { context, channel, failure, faultRestMs } = options;
  const closing = new AbortController();
  const breaking = new AbortController();
  const pause = openPause();
  const { round, settle } = options.begin({ closing: closing.signal, breaking: breaking.signal }, pause.end);

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const { pauseMs, deaf } = await round().catch((cause: unknown) => {
        if (!breaking.signal.aborted) context.log.error(failure, {}, cause);
        return { pauseMs: faultRestMs, deaf: true };
      });
      await pause.wait(pauseMs, deaf, closing.signal);
    }
    await settle?.();
  }

  const changes = await listenToChanges({
    ...{ connection: context.database.connection, channel, log: context.log },
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

/** `task`, done at most every `periodMs`: asked for sooner, it does nothing. One that failed is done again the next time. */
export function atMostEvery(periodMs: number, task: () => Promise<void>): () => Promise<void> {
  let doneAtMs = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - doneAtMs < periodMs) return;
    await task();
    doneAtMs = performance.now();
  };
}
