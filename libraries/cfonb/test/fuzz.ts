/**
 * Reads spoilt files for a while and holds the readers to their laws: `script/fuzz cfonb [SECONDS] [SEED]`. Guided: a file that shows
 * something new (another set of faults, another outcome) is spoilt further. Prints each broken law with the file that breaks it; ends
 * with 1 when there was one.
 */
import { detect } from '#cfonb/detect.ts';
import { CfonbError, type Fault } from '#cfonb/fault.ts';
import { generateFile } from '#cfonb/generate.ts';
import { readOrders } from '#cfonb/orders/read.ts';
import { writeOrders } from '#cfonb/orders/write.ts';
import { readReturns } from '#cfonb/returns/read.ts';
import { writeReturns } from '#cfonb/returns/write.ts';
import { readStatements } from '#cfonb/statements/read.ts';
import { StatementReader } from '#cfonb/statements/reader.ts';
import { writeStatements } from '#cfonb/statements/write.ts';
import { contentOf } from '#cfonb/test/content-of.ts';
import { fileOf, smallStatement } from '#cfonb/test/records.ts';
import { sampleBatch, sampleReturns } from '#cfonb/test/samples.ts';

const seconds = Number(process.argv[2] ?? 60);
let state = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
if (!Number.isFinite(seconds) || !Number.isInteger(state)) throw new Error('script/fuzz cfonb [SECONDS] [SEED]');

/** Mulberry32. */
function random(below: number): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

const maximumBytes = 12_000;
const maximumCorpus = 5_000;
const generated = Buffer.concat([
  ...generateFile({ seed: 1, statements: 3, operationsPerStatement: 4, lineEnding: '' }),
]);
const corpus: Buffer[] = [
  ...[fileOf(smallStatement), fileOf(smallStatement, '\r\n'), fileOf(smallStatement, ''), generated],
  ...[Buffer.from(writeReturns([sampleReturns])), Buffer.from(writeOrders([sampleBatch]))],
  Buffer.from(fileOf(smallStatement).toString('latin1').replaceAll('E', 'é'), 'utf8'),
];
const tokens = [
  '01',
  '04',
  '05',
  '07',
  '\n',
  '\r\n',
  '\r',
  'é',
  '\u00c3\u00a9',
  '{',
  '}',
  'J',
  ' '.repeat(40),
  '0'.repeat(14),
  '\u001a',
  '\ufeff',
  '€',
];

function spoil(bytes: Buffer): Buffer {
  const at = random(bytes.length + 1);
  const length = random(random(4) === 0 ? 200 : 4);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const token = Buffer.from(tokens[random(tokens.length)] ?? '', random(2) === 0 ? 'utf8' : 'latin1');
  const other = corpus[random(corpus.length)] ?? bytes;
  const [from, count] = [random(other.length + 1), random(300)];
  const parts = [
    [before, after.subarray(length)],
    [before, after.subarray(0, length), after],
    [before, Buffer.from([random(256)]), after.subarray(1)],
    [before, token, after.subarray(random(2) * token.length)],
    [before, other.subarray(from, from + count), after],
  ][random(5)];
  return Buffer.concat(parts ?? [bytes]).subarray(0, maximumBytes);
}

/** Checks the laws on one file; gives what is to be seen of it, and throws when a law is broken. */
function look(bytes: Buffer): string {
  const encoding = detect(bytes)?.encoding ?? 'auto';
  const read = readStatements(bytes, { mode: 'lenient', encoding });
  const kept = read.statements.reduce(
    (sum, { operations }) => sum + 2 + operations.reduce((count, { complements }) => count + 1 + complements.length, 0),
    0,
  );
  const skipped = read.faults.reduce((sum, { recordsSkipped }) => sum + recordsSkipped, 0);
  if (kept + skipped !== read.totals.records) throw new Error('a record was lost in silence');
  if (isStrictlyRead(bytes, encoding) !== (read.faults.length === 0))
    throw new Error('strict and lenient reading disagree');
  if (JSON.stringify(readInPieces(bytes, encoding)) !== JSON.stringify(read.faults))
    throw new Error('pieces read differently');
  const contents = read.statements.map(contentOf);
  const written = Buffer.concat([...writeStatements(contents.filter(isWritable), { encoding: 'utf8' })]);
  const again = readStatements(written, { mode: 'lenient' }).statements.map(contentOf);
  if (JSON.stringify(again) !== JSON.stringify(contents.filter(isWritable)))
    throw new Error('what was written reads differently');
  const others = [...readReturns(bytes, { mode: 'lenient' }).faults, ...readOrders(bytes, { mode: 'lenient' }).faults];
  const codes = (faults: readonly Fault[]): string =>
    [...new Set(faults.map(({ code, recordCode }) => `${code} ${/^\d\d$/.test(recordCode) ? recordCode : ''}`))]
      .sort()
      .join();
  return [read.statements.length, codes(read.faults), codes(others)].join('; ');
}

function isStrictlyRead(bytes: Buffer, encoding: 'auto' | 'iso646-fr'): boolean {
  try {
    readStatements(bytes, { encoding });
    return true;
  } catch (cause) {
    if (cause instanceof CfonbError) return false;
    throw cause;
  }
}

function readInPieces(bytes: Buffer, encoding: 'auto' | 'iso646-fr'): Fault[] {
  const faults: Fault[] = [];
  const nothing = (): void => undefined;
  const handler = { onHead: nothing, onOperation: nothing, onEnd: nothing, onAbandoned: nothing };
  const options = { mode: 'lenient' as const, encoding, maximumOperations: 1_000_000 };
  const reader = new StatementReader({ ...handler, onFault: (fault) => void faults.push(fault) }, options);
  for (let at = 0; at < bytes.length;) {
    const size = 1 + random(6_000);
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.end();
  return faults;
}

/** The writer refuses what it could not read again: characters and empty fields that only a spoilt file has. */
function isWritable(statement: ReturnType<typeof contentOf>): boolean {
  try {
    return [...writeStatements([statement], { encoding: 'utf8' })].length > 0;
  } catch {
    return false;
  }
}

const seen = new Set<string>();
let cases = 0;
let broken = 0;
process.stdout.write(`${seconds} s from seed ${state}\n`);
const endMs = performance.now() + seconds * 1_000;
while (performance.now() < endMs) {
  const bytes = spoil(corpus[random(corpus.length)] ?? Buffer.alloc(0));
  cases += 1;
  try {
    const found = look(bytes);
    if (seen.has(found) || corpus.length >= maximumCorpus) continue;
    seen.add(found);
    corpus.push(bytes);
  } catch (cause) {
    broken += 1;
    process.stdout.write(`${String(cause)}\n  ${JSON.stringify(bytes.toString('latin1'))}\n`);
  }
}
process.stdout.write(`${cases} files, ${seen.size} kinds, ${broken} broken laws\n`);
process.exitCode = broken === 0 ? 0 : 1;
