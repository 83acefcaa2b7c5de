/** What a command of `guichet` is, and what it runs with. */
import type { ParseArgsConfig } from 'node:util';
import type { Log } from '#base/log.ts';
import type { LocalisedText } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';
import type { Database } from '#database/database.ts';
import type { Registry } from '#registry/operation.ts';

export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** A registry opened for one command; `close` lets go of the database. */
export type OpenedRegistry = Registry & { readonly database: Database; readonly close: () => Promise<void> };

/** One run of a command. */
export type Invocation = {
  readonly positionals: readonly string[];
  readonly values: OptionValues;
  readonly settings: Settings;
  readonly log: Log;
  /** Writes the result: as JSON with `--json`, else as `text`, or as aligned lines when no text is given. */
  readonly print: (result: unknown, text?: string) => void;
  readonly json: boolean;
  readonly language: 'en' | 'fr';
  /** Everything on standard input, as text. */
  readonly readInput: () => Promise<string>;
  /** Opens the registry of the data folder (or of `databaseUrl`), beside a running Guichet or alone. */
  readonly openRegistry: () => Promise<OpenedRegistry>;
};

export type Command = {
  /** What is typed after `guichet`: `['app', 'create']`. */
  readonly words: readonly string[];
  /** What follows the words: `CLIENT [--reason TEXT]`. */
  readonly usage: string;
  readonly summary: LocalisedText;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Lines of `--help` on options whose name does not say enough. */
  readonly notes?: readonly string[];
  /** Gives the exit code; undefined is 0. */
  readonly run: (invocation: Invocation) => Promise<number | undefined>;
};

/** Exit codes, as docs/commands.md has them. */
export const exitCodes = {
  done: 0,
  /** Refused, with a problem. */
  refused: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** A fault of Guichet's own, or something that it needs is not there (problems of status 5xx). */
  failed: 3,
} as const;
