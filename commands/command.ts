/** What a command of `guichet` is. Each stands in a file of its own; `commands.ts` lists them. */
import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Log } from '#base/log.ts';
import { Problem, type LocalisedText } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';

/** What every command gets. */
export type CommandContext = {
  readonly settings: Settings;
  readonly log: Log;
  /** True: answers go out as one JSON document. */
  readonly json: boolean;
  /** Writes a line to standard output; for commands that speak before they end. */
  readonly print: (line: string) => void;
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>;
};

export type CommandOption = ParseArgsOptionDescriptor & {
  readonly text: LocalisedText;
  /** What help shows for the value: `FILE`. */
  readonly value?: string;
};

/** What stood on the command line, parsed but not yet judged. */
export type Given = {
  readonly positionals: readonly string[];
  /** Options by name; undefined when they were not given. */
  readonly options: Readonly<Record<string, unknown>>;
};

/** What a command has to say at its end. */
export type CommandAnswer = {
  /** With --json: printed as one document. */
  readonly json: unknown;
  /** Without: printed line by line. */
  readonly text: readonly string[];
  /** 0 unless the command has done its work and yet the answer is no (`first-call`). */
  readonly exitCode?: number;
};

export type Command = {
  /** `apply`, or two words: `account create`. */
  readonly name: string;
  readonly summary: LocalisedText;
  /** What follows the name, options apart: `<file>…`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly run: (context: CommandContext, given: Given) => Promise<CommandAnswer>;
};

/** What `guichet` ends with; explained in docs/commands.md. */
export const exitCodes = {
  /** It is done. */
  done: 0,
  /** It was refused, with a problem. */
  refused: 1,
  /** The command line or the settings are wrong. */
  usage: 2,
  /** What it needs cannot be reached: the database, or the running server. */
  unreachable: 3,
  /** A fault of Guichet's own. */
  fault: 4,
} as const;

/** The refusal of a command line. */
export function usageProblem(en: string, fr: string): Problem {
  return new Problem('command.usage', 422, { en, fr });
}

/**
 * Checks that exactly `names` follow the command and gives them by name.
 *
 * @throws Problem `command.usage` (422)
 */
export function expectArguments<Name extends string>(given: Given, names: readonly Name[]): Record<Name, string> {
  if (given.positionals.length !== names.length) {
    const wanted = names.map((name) => `<${name}>`).join(' ') || 'nothing';
    throw usageProblem(
      `Expected ${wanted}, got ${given.positionals.length} argument(s).`,
      `Attendu : ${wanted} ; reçu : ${given.positionals.length} argument(s).`,
    );
  }
  // The lengths are equal: every name has its value.
  return Object.fromEntries(names.map((name, index) => [name, given.positionals[index]])) as Record<Name, string>;
}
