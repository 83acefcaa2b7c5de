/** The ways to read statements: a whole file at once, or pieces as they come. */
import type { Fault, Mode } from '#cfonb/fault.ts';
import type { ReadEncoding } from '#cfonb/framer.ts';
import { streamThrough } from '#cfonb/stream.ts';
import type { Operation, Statement, StatementHead } from '#cfonb/statements/model.ts';
import { StatementReader, type Totals } from '#cfonb/statements/reader.ts';

export type ReadStatementsOptions = {
  /** Default: `strict`. */
  readonly mode?: Mode;
  /** Default: `auto`. */
  readonly encoding?: ReadEncoding;
  /** Default: 1,000,000. */
  readonly maximumOperations?: number;
  /** Called for each fault of lenient reading. */
  readonly onFault?: (fault: Fault) => void;
  /** Called at the end. */
  readonly onTotals?: (totals: Totals) => void;
};

export type StreamStatementsOptions = ReadStatementsOptions & {
  /** Stops reading, and throws the signal's reason. */
  readonly signal?: AbortSignal;
};

/** Makes the push reader that gives each whole statement to `onStatement`. */
function openReader(options: ReadStatementsOptions, onStatement: (statement: Statement) => void): StatementReader {
  let head: StatementHead | null = null;
  let operations: Operation[] = [];
  return new StatementReader(
    {
      onHead: (begun) => {
        head = begun;
        operations = [];
      },
      onOperation: (operation) => operations.push(operation),
      onEnd: (end) => {
        if (head !== null) onStatement({ ...head, ...end, line: head.line, operations });
        operations = [];
      },
      onAbandoned: () => {
        operations = [];
      },
      onFault: (fault) => options.onFault?.(fault),
    },
    {
      mode: options.mode ?? 'strict',
      encoding: options.encoding ?? 'auto',
      maximumOperations: options.maximumOperations ?? 1_000_000,
    },
  );
}

export type StatementFile = {
  readonly statements: readonly Statement[];
  /** Of lenient reading; strict reading throws the first one as a `CfonbError`. */
  readonly faults: readonly Fault[];
  readonly totals: Totals;
};

/** Reads a whole CFONB 120 file. */
export function readStatements(bytes: Uint8Array, options: ReadStatementsOptions = {}): StatementFile {
  const statements: Statement[] = [];
  const faults: Fault[] = [];
  const onFault = (fault: Fault): void => {
    faults.push(fault);
    options.onFault?.(fault);
  };
  const reader = openReader({ ...options, onFault }, (statement) => statements.push(statement));
  reader.push(bytes);
  reader.end();
  options.onTotals?.(reader.totals);
  return { statements, faults, totals: reader.totals };
}

/**
 * Reads a CFONB 120 file piece by piece, in constant memory: the next piece is asked for when the statements of the last one were
 * taken. Ending the loop early ends the source.
 */
export async function* streamStatements(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: StreamStatementsOptions = {},
): AsyncGenerator<Statement, void, undefined> {
  let ready: Statement[] = [];
  const reader = openReader(options, (statement) => ready.push(statement));
  const take = (): Statement[] => {
    const taken = ready;
    ready = [];
    return taken;
  };
  yield* streamThrough(source, reader, take, options.signal);
  options.onTotals?.(reader.totals);
}
