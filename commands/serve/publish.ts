/**
 * Publishing: the snapshot, made anew soon after each change of the registry, and from time to time because some things
 * change with the clock alone (terms come into force, secrets expire). What gateways get is what has changed in it.
 */
import type { SnapshotFeed } from '#admin/snapshot-stream.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { buildSnapshot, type InstanceFacts } from '#commands/serve/build-snapshot.ts';
import { readRegistryRows } from '#commands/serve/registry-rows.ts';
import { openSnapshotLedger } from '#commands/serve/snapshot-ledger.ts';
import { listenToChanges } from '#database/changes.ts';
import { registryChannel } from '#database/channel.ts';
import type { Registry } from '#registry/operation.ts';

export type Publisher = SnapshotFeed & {
  /** Ends the streams of the gateways: their connections would hold the listener open. */
  readonly endStreams: () => void;
  readonly close: () => Promise<void>;
};

type PublisherOptions = {
  readonly registry: Registry;
  readonly facts: () => Promise<Omit<InstanceFacts, 'nowMs'>>;
  readonly log: Log;
};

type LatestSnapshot = Omit<SnapshotFeed, 'ended'> & {
  /** Makes the snapshot anew; listeners hear of it when it says something else than before. */
  readonly build: () => Promise<void>;
};

function openLatest({ registry, facts }: PublisherOptions): LatestSnapshot {
  const listeners = new Set<() => void>();
  const ledger = openSnapshotLedger();
  return {
    position: ledger.position,
    linesSince: ledger.linesSince,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    build: async () => {
      const nowMs = registry.clock.nowMs();
      const rows = await readRegistryRows(registry.database, new Date(nowMs));
      if (!ledger.publish(buildSnapshot(rows, { ...(await facts()), nowMs }))) return;
      for (const listener of listeners) listener();
    },
  };
}

/** Opens the publisher; the first snapshot is made when this returns. */
export async function openPublisher(options: PublisherOptions): Promise<Publisher> {
  const { registry, log } = options;
  const snapshot = openLatest(options);
  const ending = new AbortController();
  let closed = false;
  let changed = false;
  let timer: NodeJS.Timeout | undefined;
  let building = Promise.resolve();
  let builtAtMs = Number.NEGATIVE_INFINITY;

  function rebuildAfter(delayMs: number): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(rebuild, delayMs);
  }

  /** One build after the other; a change during a build has set the timer for the next. */
  function rebuild(): void {
    changed = false;
    builtAtMs = performance.now();
    building = building.then(snapshot.build).then(
      () => (changed ? undefined : rebuildAfter(limits.snapshotMaxAgeMs)),
      (cause: unknown) => {
        log.error('the snapshot could not be made', {}, cause);
        rebuildAfter(limits.snapshotBuildRetryMs);
      },
    );
  }

  const changes = await listenToChanges({
    ...{ connection: registry.database.connection, channel: registryChannel, log },
    onChange: () => {
      // After a quiet time a change is published at once; changes that follow closely are published together.
      if (!changed) rebuildAfter(Math.max(0, builtAtMs + limits.snapshotDebounceMs - performance.now()));
      changed = true;
    },
  });
  await snapshot.build();
  if (!changed) rebuildAfter(limits.snapshotMaxAgeMs);
  return {
    position: snapshot.position,
    linesSince: snapshot.linesSince,
    onChange: snapshot.onChange,
    ended: ending.signal,
    endStreams: () => ending.abort(),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await changes.close();
      await building;
    },
  };
}
