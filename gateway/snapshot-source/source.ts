/** Where the gateway's snapshot comes from: the control process while it can be reached, the last good one until then. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { compileSnapshot, type CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Health } from '#gateway/health.ts';
import type { Snapshot } from '#gateway/snapshot.ts';
import { openLastGood, type LastGood } from '#gateway/snapshot-source/last-good.ts';
import { streamSnapshots, type Control } from '#gateway/snapshot-source/stream.ts';

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
  readonly clock: Clock;
  readonly log: Log;
};

type Held = { readonly compiled: CompiledSnapshot; readonly from: 'disk' | 'control' };

/** Reads the last good snapshot, then follows the control process until closed. */
export async function openSnapshotSource({ control, dataFolder, clock, log }: SourceOptions): Promise<SnapshotSource> {
  const lastGood = openLastGood(dataFolder, control.key, log);
  const agent = new Agent({ allowH2: false, connect: { timeout: limits.snapshotSilenceMs } });
  const stopped = new AbortController();
  const ready = Promise.withResolvers<void>();
  let held: Held | null = null;
  let connected = false;
  const hold = (snapshot: Snapshot, from: Held['from']): void => {
    held = { compiled: compileSnapshot(snapshot), from };
    log.info('a snapshot is in force', { revision: snapshot.revision, from });
    ready.resolve();
  };
  const saved = await lastGood.read();
  if (saved !== null) holdSaved(saved, hold, log);
  const follow = async (): Promise<boolean> => {
    for await (const snapshot of streamSnapshots(control, agent, stopped.signal)) {
      connected = true;
      if (snapshot !== null && supersedes(snapshot, held, log)) take(snapshot, hold, lastGood, log);
    }
    return connected;
  };
  const following = keepFollowing(follow, () => (connected = false), stopped.signal, log);
  return {
    current: () => held?.compiled ?? null,
    health: () => ({
      revision: held?.compiled.revision ?? null,
      snapshotAgeMs: held === null ? null : clock.nowMs() - held.compiled.madeAtMs,
      controlConnected: connected,
    }),
    ready: ready.promise,
    close: async () => {
      stopped.abort();
      await following;
      await lastGood.close();
      await agent.destroy();
    },
  };
}

function holdSaved(saved: Snapshot, hold: (snapshot: Snapshot, from: 'disk') => void, log: Log): void {
  try {
    hold(saved, 'disk');
  } catch (cause) {
    log.error('the last good snapshot cannot be used', { revision: saved.revision }, cause);
  }
}

/** Puts a snapshot in force and on disk; one that cannot be compiled leaves the present one in force. */
function take(
  snapshot: Snapshot,
  hold: (snapshot: Snapshot, from: 'control') => void,
  lastGood: LastGood,
  log: Log,
): void {
  try {
    hold(snapshot, 'control');
    lastGood.write(snapshot);
  } catch (cause) {
    log.error('a snapshot cannot be used; the present one stays in force', { revision: snapshot.revision }, cause);
  }
}

/** Only newer ones of the same registry; what the disk kept from another registry gives way to the living one. */
function supersedes(snapshot: Snapshot, held: Held | null, log: Log): boolean {
  if (held === null) return true;
  if (snapshot.registryId === held.compiled.registryId) return snapshot.revision > held.compiled.revision;
  if (held.from === 'disk') return true;
  log.error('a snapshot of another registry was not taken', { revision: snapshot.revision });
  return false;
}

/** Connects again whenever the stream breaks, after a pause that doubles while the control process is away. */
async function keepFollowing(
  follow: () => Promise<boolean>,
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
