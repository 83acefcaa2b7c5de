/** Where the gateway's snapshot comes from: the control process while it can be reached, the last good one until then. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { openSnapshotStore } from '#gateway/compile/store.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Health } from '#gateway/health.ts';
import { openLastGood } from '#gateway/snapshot-source/last-good.ts';
import { openReception } from '#gateway/snapshot-source/reception.ts';
import { streamLines, type Control } from '#gateway/snapshot-source/stream.ts';
import { wholeLines } from '#gateway/snapshot-source/whole-lines.ts';
import { positionOf, type SnapshotHead } from '#gateway/snapshot-records.ts';

export type SnapshotSource = {
  readonly current: () => CompiledSnapshot | null;
  readonly health: () => Health;
  /** Settles when the first snapshot is there. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
};

type SourceOptions = {
  readonly control: Control;
  readonly dataFolder: string;
  /** Writes the last good snapshot. Of several threads on one folder one does; all read it. */
  readonly keepsLastGood: boolean;
  readonly clock: Clock;
  readonly log: Log;
};

type Origin = 'disk' | 'control';

/** Reads the last good snapshot, then follows the control process until closed. */
export async function openSnapshotSource(options: SourceOptions): Promise<SnapshotSource> {
  const { control, dataFolder, keepsLastGood, clock, log } = options;
  const store = openSnapshotStore();
  const lastGood = openLastGood({
    ...{ dataFolder, gatewayKey: control.key, log },
    lines: () => wholeLines(store),
  });
  const agent = new Agent({ allowH2: false, connect: { timeout: limits.snapshotSilenceMs } });
  const stopped = new AbortController();
  const ready = Promise.withResolvers<void>();
  let held: Origin = 'disk';
  let connected = false;
  const receive = (from: Origin) =>
    openReception({
      ...{ store, log },
      wants: (head) => supersedes(head, store.current(), held, log),
      taken: ({ revision }) => {
        held = from;
        log.info('a snapshot is in force', { revision, from });
        ready.resolve();
        if (keepsLastGood && from === 'control') lastGood.changed();
      },
    });
  await lastGood.read(receive('disk').take);
  const follow = async (): Promise<void> => {
    const reception = receive('control');
    const current = store.current();
    const position = current === null ? null : positionOf(current);
    for await (const lines of streamLines(control, position, agent, stopped.signal)) {
      connected = true;
      lines.forEach(reception.take);
    }
  };
  const following = keepFollowing(follow, () => (connected = false), stopped.signal, log);
  return {
    current: store.current,
    health: () => {
      const current = store.current();
      return {
        revision: current?.revision ?? null,
        snapshotAgeMs: current === null ? null : clock.nowMs() - current.madeAtMs,
        controlConnected: connected,
      };
    },
    ready: ready.promise,
    close: async () => {
      stopped.abort();
      await following;
      await lastGood.close();
      await agent.destroy();
    },
  };
}

/**
 * Only newer ones of the same registry — of the same revision too, since terms come into force with the clock alone; what
 * the disk kept from another registry gives way to the living one.
 */
function supersedes(head: SnapshotHead, current: CompiledSnapshot | null, held: Origin, log: Log): boolean {
  if (current === null) return true;
  if (head.registryId === current.registryId) {
    return head.revision === current.revision ? head.madeAtMs > current.madeAtMs : head.revision > current.revision;
  }
  if (held === 'disk') return true;
  log.error('a snapshot of another registry was not taken', { revision: head.revision });
  return false;
}

/** Connects again whenever the stream breaks, after a pause that doubles while the control process is away. */
async function keepFollowing(
  follow: () => Promise<void>,
  lost: () => void,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  let retryMs: number = limits.snapshotRetryMs;
  while (!signal.aborted) {
    const beganMs = performance.now();
    const cause = await follow().then(
      () => 'the stream ended',
      (failure: unknown) => (failure instanceof Error ? failure.message : 'unknown'),
    );
    lost();
    if (signal.aborted) return;
    // A connection that had lasted says nothing about the next one.
    const lasted = performance.now() - beganMs > limits.snapshotRetryMaximumMs;
    retryMs = lasted ? limits.snapshotRetryMs : retryMs;
    log.warn('the stream of snapshots broke', { why: cause, retryMs });
    await pause(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, limits.snapshotRetryMaximumMs);
  }
}
