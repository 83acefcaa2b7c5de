/**
 * The stream on which gateways learn what they must know: lines of JSON, the whole snapshot at once and after each
 * change, a heartbeat when nothing happens, so that a dead connection is told from a quiet registry.
 *
 * The stream is pulled by its reader: one who reads slowly misses the snapshots between, never the last.
 */
import { limits } from '#base/limits.ts';

/** The latest snapshot as JSON, and a way to wait for the next. */
export type SnapshotFeed = {
  readonly latest: () => string;
  /** Calls `listener` after each change, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
  /** Aborted when there will be no further snapshot: streams end. */
  readonly ended: AbortSignal;
};

/** Opens the stream for one gateway. */
export function openSnapshotStream(feed: SnapshotFeed): ReadableStream<Uint8Array> {
  let sent: string | undefined;
  let wake: () => void = () => undefined;
  const stopListening = feed.onChange(() => wake());
  const end = (): void => wake();
  feed.ended.addEventListener('abort', end);
  const stop = (): void => {
    stopListening();
    feed.ended.removeEventListener('abort', end);
  };

  /** Ends at the next change or after the heartbeat's time. */
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, limits.snapshotHeartbeatMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (sent === feed.latest() && !feed.ended.aborted) await pause();
        if (feed.ended.aborted) {
          stop();
          controller.close();
          return;
        }
        const latest = feed.latest();
        const line = latest === sent ? '{"type":"heartbeat"}' : `{"type":"snapshot","snapshot":${latest}}`;
        sent = latest;
        controller.enqueue(Buffer.from(`${line}\n`));
      },
      cancel: () => {
        stop();
        wake();
      },
    },
    { highWaterMark: 0 },
  );
}
