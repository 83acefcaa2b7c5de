/**
 * The stream on which gateways learn what they must know: lines of JSON, first what the gateway does not have yet, then what
 * each change changes, a heartbeat when nothing happens, so that a dead connection is told from a quiet registry.
 *
 * The stream is pulled by its reader: one who reads slowly gets several changes as one, and nothing waits for it in a queue.
 */
import { limits } from '#base/limits.ts';

/** What has been published, and a way to wait for the next publication. What the lines say is the feed's affair. */
export type SnapshotFeed = {
  /** Name of the state that was published last. */
  readonly position: () => string | null;
  /** The lines that lead from the state `have` (null, or a name that means nothing any more: from nothing) to that one. */
  readonly linesSince: (have: string | null) => Iterable<string>;
  /** Calls `listener` after each change, until the returned function is called. */
  readonly onChange: (listener: () => void) => () => void;
  /** Aborted when there will be no further snapshot: streams end. */
  readonly ended: AbortSignal;
};

const heartbeat = '{"type":"heartbeat"}\n';

/** Opens the stream for one gateway, which has the state `have`. */
export function openSnapshotStream(feed: SnapshotFeed, have: string | null): ReadableStream<Uint8Array> {
  let sent = have;
  let lines: Iterator<string> | null = null;
  // A gateway that has everything already hears at once that it is connected.
  let greeted = false;
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

  /** The next piece of what is under way, of what has changed since, or a heartbeat. */
  const next = (): string => {
    if (lines === null && sent !== feed.position()) {
      lines = feed.linesSince(sent)[Symbol.iterator]();
      sent = feed.position();
    }
    greeted = true;
    const piece = lines === null ? '' : takeLines(lines);
    if (piece.length < limits.snapshotChunkBytes) lines = null;
    return piece === '' ? heartbeat : piece;
  };

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (lines === null && greeted && sent === feed.position() && !feed.ended.aborted) await pause();
        if (feed.ended.aborted) {
          stop();
          controller.close();
          return;
        }
        controller.enqueue(Buffer.from(next()));
      },
      cancel: () => {
        stop();
        wake();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Takes lines until there are enough of them for one piece; a shorter piece is the last. */
function takeLines(lines: Iterator<string>): string {
  let piece = '';
  while (piece.length < limits.snapshotChunkBytes) {
    const { done, value } = lines.next();
    if (done === true) break;
    piece += `${value}\n`;
  }
  return piece;
}
