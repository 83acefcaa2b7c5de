/**
 * New entries as a stream of server-sent events (HTML standard §9.2). It is made only as it is read; it ends after its time, when
 * its reader has gone or may read no more, and says why.
 */
import { limits } from '#base/limits.ts';

export type TailEvents = {
  /** New rows as HTML. @throws when the reader may see them no more */
  readonly look: () => Promise<readonly string[]>;
  /** Whether the session still stands. */
  readonly stillLoggedIn: () => Promise<boolean>;
  readonly pause: (ms: number) => Promise<void>;
  /** Told when looking went wrong. */
  readonly failed: (cause: unknown) => void;
  /** Told once, at the end. */
  readonly ended: () => void;
};

const looksInAll = limits.requestTailMs / limits.requestTailEveryMs;
const looksBetweenChecks = limits.requestTailCheckMs / limits.requestTailEveryMs;
/** A sign of life where nothing happens, so that nobody on the way takes the connection for dead. */
const looksBetweenSigns = 15;

export function openTailStream(events: TailEvents): {
  readonly body: ReadableStream<Uint8Array>;
  readonly end: () => void;
} {
  const encoder = new TextEncoder();
  let looks = 0;
  const over = new AbortController();
  let close = (): void => undefined;
  const end = (): void => {
    if (over.signal.aborted) return;
    over.abort();
    clearTimeout(deadline);
    events.ended();
    close();
  };
  // Who takes nothing any more does not keep its place either.
  const deadline = setTimeout(end, limits.requestTailMs + limits.requestTailCheckMs).unref();

  const lookOnce = async (): Promise<readonly string[] | undefined> => {
    try {
      return await events.look();
    } catch (cause) {
      events.failed(cause);
      return undefined;
    }
  };

  /** The next piece; null: there is nothing yet. */
  const next = async (): Promise<{ readonly text: string; readonly last: boolean } | null> => {
    if (looks > 0) await events.pause(limits.requestTailEveryMs);
    if (looks >= looksInAll) return { text: eventText('end', 'time'), last: true };
    looks += 1;
    const checked = looks % looksBetweenChecks !== 0 || (await events.stillLoggedIn());
    const rows = checked ? await lookOnce() : undefined;
    if (rows === undefined) return { text: eventText('end', 'lost'), last: true };
    if (rows.length > 0) return { text: rows.map((row) => eventText('request', row)).join(''), last: false };
    return looks % looksBetweenSigns === 1 ? { text: ': still there\n\n', last: false } : null;
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        close = () => controller.close();
      },
      pull: async (controller) => {
        let piece = null;
        while (piece === null && !over.signal.aborted) piece = await next();
        if (piece === null || over.signal.aborted) return;
        controller.enqueue(encoder.encode(piece.text));
        if (piece.last) end();
      },
      cancel: () => {
        close = () => undefined;
        end();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, end };
}

/** A text of several lines is sent line by line. */
function eventText(name: string, text: string): string {
  return `event: ${name}\n${text
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
