/** The command `cfonb`, apart from the process it runs in. */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { csvPrinter, jsonPrinter, tablePrinter, type Printer } from '#cfonb/command/print.ts';
import { decimal, gapsOf, orderSheet, returnsSheet, statementSheet, type Sheet } from '#cfonb/command/sheet.ts';
import { detect, detectedBytes, type Detected } from '#cfonb/detect.ts';
import { CfonbError, describeFault, type Fault, type Mode } from '#cfonb/fault.ts';
import type { OrderBatch } from '#cfonb/orders/model.ts';
import { streamOrders } from '#cfonb/orders/read.ts';
import type { Returns } from '#cfonb/returns/model.ts';
import { streamReturns } from '#cfonb/returns/read.ts';
import type { Statement } from '#cfonb/statements/model.ts';
import { streamStatements } from '#cfonb/statements/read.ts';

export const usage = `usage: cfonb FILE [--output table|json|csv] [--lenient] [--check]

Prints what a French bank file says: CFONB 120 statements, CFONB 240 returned operations, CFONB 160 orders.
FILE is a path, or - for what comes in.

  --output table|json|csv   how to print (default: table)
  --lenient                 go on after a fault: skip what is wrong, and say so
  --check                   print nothing but what is wrong: faults, sums and chains of balances
  --help                    print this

Status: 0 all is well, 1 the file is not what it should be, 2 the command is not.
`;

export type CommandStreams = {
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when more may be written. */
  readonly print: (text: string) => Promise<void>;
  readonly complain: (text: string) => void;
};

/** Runs the command; gives its exit status. */
export async function run(args: readonly string[], streams: CommandStreams): Promise<number> {
  const given = readArguments(args);
  if (typeof given === 'string') {
    streams.complain(`${given}\n\n${usage}`);
    return 2;
  }
  if (given.help) {
    await streams.print(usage);
    return 0;
  }
  const source = given.file === '-' ? streams.input : createReadStream(given.file);
  try {
    return await readFile(source, given, streams);
  } catch (cause) {
    streams.complain(`cfonb: ${cause instanceof CfonbError ? describeFault(cause.fault) : messageOf(cause)}\n`);
    return cause instanceof CfonbError ? 1 : 2;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

type Arguments = { file: string; output: 'table' | 'json' | 'csv'; mode: Mode; check: boolean; help: boolean };

/** The arguments, or what is wrong with them. */
function readArguments(args: readonly string[]): Arguments | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', default: 'table' },
        lenient: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { output, check, help } = values;
    if (output !== 'table' && output !== 'json' && output !== 'csv')
      return `cfonb: --output is table, json or csv, not ${output}`;
    const [file] = positionals;
    if (!help && (file === undefined || positionals.length > 1)) return 'cfonb: one file is wanted';
    return { file: file ?? '', output, check, help, mode: check || values.lenient ? 'lenient' : 'strict' };
  } catch (cause) {
    return `cfonb: ${messageOf(cause)}`;
  }
}

async function readFile(source: AsyncIterable<Uint8Array>, given: Arguments, streams: CommandStreams): Promise<number> {
  const { bytes, whole } = await peek(source);
  const detected = detect(bytes);
  if (detected === null) {
    streams.complain('cfonb: this is not a CFONB 120, 160 or 240 file\n');
    return 1;
  }
  let faults = 0;
  const onFault = (fault: Fault): void => {
    faults += 1;
    streams.complain(`${describeFault(fault)}\n`);
  };
  const options = { mode: given.mode, encoding: detected.encoding, onFault };
  const gaps = await printAll(whole, detected, given, options, streams);
  if (given.check && faults + gaps === 0) await streams.print('all is well\n');
  return faults + gaps === 0 ? 0 : 1;
}

type ReadOptions = { mode: Mode; encoding: Detected['encoding']; onFault: (fault: Fault) => void };

async function printAll(
  whole: AsyncIterable<Uint8Array>,
  { format }: Detected,
  given: Arguments,
  options: ReadOptions,
  streams: CommandStreams,
): Promise<number> {
  switch (format) {
    case 'cfonb120':
      return show(streamStatements(whole, options), statementSheet, gapsOf, given, streams);
    case 'cfonb240':
      return show(streamReturns(whole, options), returnsSheet, totalGapOf, given, streams);
    case 'cfonb160':
      return show(streamOrders(whole, options), orderSheet, totalGapOf, given, streams);
  }
}

function totalGapOf({ line, gapMinor }: Returns | OrderBatch): string[] {
  return gapMinor === 0n ? [] : [`line ${line}: sum - total = ${decimal(gapMinor, 2)}, not 0`];
}

/** Prints the items; gives how many gaps they have. */
async function show<Item extends Statement | Returns | OrderBatch>(
  items: AsyncIterable<Item>,
  sheetOf: (item: Item) => Sheet,
  gapsIn: (item: Item) => string[],
  { output, check }: Arguments,
  { print, complain }: CommandStreams,
): Promise<number> {
  const printers: Record<Arguments['output'], () => Printer<Item>> = {
    table: () => tablePrinter(sheetOf),
    csv: () => csvPrinter(sheetOf),
    json: () => jsonPrinter(),
  };
  const printer = printers[output]();
  let index = 0;
  let gapCount = 0;
  if (!check) await print(printer.begin);
  for await (const item of items) {
    const gaps = gapsIn(item);
    gapCount += gaps.length;
    // A table says them itself, in its title.
    if (check || output !== 'table') for (const gap of gaps) complain(`${gap}\n`);
    if (!check) await print(printer.item(item, index));
    index += 1;
  }
  if (!check) await print(printer.end);
  return gapCount;
}

/** The first bytes of a source, and the whole of it. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ bytes: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const pieces = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let length = 0; length < detectedBytes;) {
    const next = await pieces.next();
    if (next.done === true) break;
    first.push(next.value);
    length += next.value.length;
  }
  const rest = { [Symbol.asyncIterator]: () => pieces };
  async function* whole(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* first;
    yield* rest;
  }
  return { bytes: Buffer.concat(first), whole: whole() };
}
