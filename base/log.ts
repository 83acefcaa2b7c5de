import { inspect } from 'node:util';

/**
 * Structured log lines: one JSON object a line on stderr. No secret, token, password or full address with a query ever
 * goes in: callers pass named fields, never whole requests.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type Log = {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields & { readonly cause?: never }, cause?: unknown) => void;
  /** The same log with `fields` on every line. */
  readonly with: (fields: LogFields) => Log;
};

type LogLevel = 'info' | 'warn' | 'error';
type WriteLine = (line: string) => void;

/** Gives a log whose lines go to `write` (stderr by default). */
export function openLog(
  fields: LogFields = {},
  write: WriteLine = (line) => process.stderr.write(line),
  minimum: LogLevel = 'info',
): Log {
  const order = { info: 0, warn: 1, error: 2 } as const;
  const put = (level: LogLevel, message: string, more: LogFields = {}, cause?: unknown): void => {
    if (order[level] < order[minimum]) return;
    const causeText = cause === undefined ? {} : { cause: cause instanceof Error ? cause.stack : inspect(cause) };
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields, ...more, ...causeText })}\n`);
  };
  return {
    info: (message, more) => put('info', message, more),
    warn: (message, more) => put('warn', message, more),
    error: (message, more, cause) => put('error', message, more, cause),
    with: (more) => openLog({ ...fields, ...more }, write, minimum),
  };
}

/** A log that says nothing: for tests. */
export const silentLog: Log = openLog({}, () => undefined);
