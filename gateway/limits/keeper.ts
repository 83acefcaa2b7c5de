/**
 * What the main thread of a gateway does for limits while its workers take from them: puts back the counts of before,
 * writes them down, sweeps idle rows, and exchanges with other machines.
 */
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { openCountsFile, type CountsFile } from '#gateway/limits/counts-file.ts';
import { takeDirtyRows } from '#gateway/limits/dirty-rows.ts';
import { monotonicNowMs, openLimitTable, rowCount } from '#gateway/limits/limit-memory.ts';
import type { LimitMemory, LimitTable } from '#gateway/limits/limit-memory.ts';
import { openLimitStore } from '#gateway/limits/limit-store.ts';
import { shareLimits } from '#gateway/limits/shared-limits.ts';
import { sweepIdleRows } from '#gateway/limits/sweep.ts';

export type LimitKeeperSettings = {
  readonly memory: LimitMemory;
  /** Holds `gateway/limits.counts`; one keeper at a time. */
  readonly dataFolder: string;
  /** Valkey or Redis that gateways share limits through; undefined: each limits alone. */
  readonly sharedLimitsUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
};

export type LimitKeeper = {
  /** Stops, and writes the counts a last time. After the workers have ended. */
  readonly close: () => Promise<void>;
};

/** Opens the keeper. When it returns, the counts of before are in the memory, and workers may take from it. */
export async function openLimitKeeper(settings: LimitKeeperSettings): Promise<LimitKeeper> {
  const { memory, dataFolder, sharedLimitsUrl, clock, log } = settings;
  const table = openLimitTable(memory);
  const file = await openCountsFile(dataFolder, table, clock.nowMs(), log);
  const store = sharedLimitsUrl === undefined ? null : await openLimitStore(sharedLimitsUrl, file.gatewayId, log);
  const shared = store === null ? null : shareLimits(table, store);

  let unsaved = false;
  const saving = repeat(limits.limitSaveMs, log, async () => {
    if (shared === null && takeDirtyRows(table, table.capacity).length > 0) unsaved = true;
    if (!unsaved) return 0;
    unsaved = false;
    return save(file);
  });
  const exchanging =
    shared === null
      ? null
      : repeat(limits.limitExchangeMs, log, async () => {
          if ((await shared.exchange()) > 0) unsaved = true;
          return 0;
        });
  const sweep = setInterval(() => sweepAndWarn(table, log), limits.limitSweepMs);
  return {
    close: async () => {
      clearInterval(sweep);
      await Promise.all([saving.stop(), exchanging?.stop()]);
      await shared?.exchange();
      store?.close();
      await file.save();
    },
  };
}

/** Saves; gives how long to rest above the usual pause, so that even a million rows take a twentieth of the time. */
async function save(file: CountsFile): Promise<number> {
  const beganMs = performance.now();
  await file.save();
  return 19 * (performance.now() - beganMs) - limits.limitSaveMs;
}

function sweepAndWarn(table: LimitTable, log: Log): void {
  sweepIdleRows(table, monotonicNowMs(table));
  if (rowCount(table) === table.capacity) {
    log.error('there are more pairs of application and product than limits can be kept for: new ones go unlimited', {
      rows: table.capacity,
    });
  }
}

/** Runs `step` again and again with pauses between: `pauseMs`, and what the step asks for above it. */
function repeat(pauseMs: number, log: Log, step: () => Promise<number>): { readonly stop: () => Promise<void> } {
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const more = await step().catch((cause: unknown) => {
        log.error('a task of the limits failed', {}, cause);
        return limits.limitSaveMs;
      });
      await setTimeout(pauseMs + Math.max(0, more), undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}
