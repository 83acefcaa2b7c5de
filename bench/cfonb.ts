/**
 * Readers of CFONB 120 side by side, on one core and the same file: ours, whole and streamed; a plain reader that splits lines; the Ruby
 * gem `cfonb`. Each is a process of its own, warmed up by one round; rounds are interleaved. Ratios are of CPU time.
 *
 * script/bench cfonb [--quick] [--gem FOLDER]
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { findGem } from '#bench/cfonb/gem.ts';
import { roundSchema, type Round } from '#bench/cfonb/subject.ts';
import { generateFile } from '#libraries/cfonb/generate.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, gem: { type: 'string' } } });
const core = '0';
const turns = values.quick ? 1 : 5;
const roundsATurn = values.quick ? 2 : 3;
const node = process.execPath;
const here = join(import.meta.dirname, 'cfonb');
const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));

async function makeFile(name: string, statements: number): Promise<string> {
  const file = join(folder, name);
  const content = generateFile({ seed: 1, statements, operationsPerStatement: 40, accounts: 50 });
  await pipeline(Readable.from(content), createWriteStream(file));
  return file;
}

type Subject = { readonly name: string; readonly command: readonly string[]; readonly file: string };
type Row = {
  readonly megabytesPerSecond: number;
  readonly megabytesPerCpuSecond: number;
  readonly operationsPerSecond: number;
  readonly peakMegabytes: number;
};

/** Runs a reader once on its core; gives its rounds and its memory at the highest. */
function runOnce({ command, file }: Subject): { rounds: Round[]; peakKilobytes: number } {
  const args = ['-c', core];
  const timed = ['-f', 'peak %M', 'taskset', ...args, ...command, file, String(roundsATurn)];
  const out = execFileSync('sh', ['-c', '/usr/bin/time "$@" 2>&1', 'sh', ...timed], { encoding: 'utf8' });
  const lines = out.trim().split('\n');
  const rounds = lines.filter((line) => line.startsWith('{')).map((line) => roundSchema.parse(JSON.parse(line)));
  const peak = /^peak (\d+)$/m.exec(out)?.[1];
  if (rounds.length === 0 || peak === undefined) throw new Error(`nothing measured: ${out}`);
  return { rounds, peakKilobytes: Number(peak) };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function measure(subjects: readonly Subject[]): Map<Subject, Row> {
  const all = new Map(
    subjects.map((subject) => [subject, { rounds: new Array<Round>(), peaks: new Array<number>() }] as const),
  );
  for (let turn = 0; turn < turns; turn += 1) {
    for (const subject of subjects) {
      const { rounds, peakKilobytes } = runOnce(subject);
      const seen = all.get(subject);
      seen?.rounds.push(...rounds);
      seen?.peaks.push(peakKilobytes);
    }
  }
  return new Map(
    subjects.map((subject) => {
      const { rounds, peaks } = all.get(subject) ?? { rounds: [], peaks: [] };
      const seconds = median(rounds.map(({ ms }) => ms)) / 1_000;
      const cpuSeconds = median(rounds.map(({ cpuMs }) => cpuMs)) / 1_000;
      const megabytes = statSync(subject.file).size / 1e6;
      const operationsPerSecond = (rounds[0]?.operations ?? 0) / seconds;
      return [
        subject,
        {
          megabytesPerSecond: megabytes / seconds,
          megabytesPerCpuSecond: megabytes / cpuSeconds,
          operationsPerSecond,
          peakMegabytes: Math.max(...peaks) / 1024,
        },
      ];
    }),
  );
}

try {
  const large = await makeFile('large.txt', values.quick ? 1_000 : 4_000);
  // The gem is measured on less: it would take all day.
  const small = await makeFile('small.txt', 400);
  const found = findGem(values.gem);
  const subjects: Subject[] = [
    { name: 'cfonb, whole file', command: [node, join(here, 'whole.ts')], file: large },
    { name: 'cfonb, streamed', command: [node, join(here, 'streamed.ts')], file: large },
    { name: 'plain line splitting', command: [node, join(here, 'plain.ts')], file: large },
  ];
  if ('folder' in found) {
    subjects.push({ name: 'Ruby gem cfonb', command: ['ruby', '-I', found.folder, join(here, 'gem.rb')], file: small });
  } else {
    console.log(`The Ruby gem is left out: ${found.missing}.`);
  }
  const rows = measure(subjects);
  const gem = [...rows].find(([{ name }]) => name === 'Ruby gem cfonb')?.[1];
  console.log(
    `${'reader'.padEnd(24)}${'MB/s'.padStart(8)}${'MB/CPU s'.padStart(10)}${'operations/s'.padStart(14)}${'× gem'.padStart(8)}${'peak MB'.padStart(9)}`,
  );
  for (const [{ name }, row] of rows) {
    const ratio = gem === undefined ? '' : (row.megabytesPerCpuSecond / gem.megabytesPerCpuSecond).toFixed(1);
    console.log(
      name.padEnd(24) +
        row.megabytesPerSecond.toFixed(1).padStart(8) +
        row.megabytesPerCpuSecond.toFixed(1).padStart(10) +
        row.operationsPerSecond.toFixed(0).padStart(14) +
        ratio.padStart(8) +
        row.peakMegabytes.toFixed(0).padStart(9),
    );
  }
  const long = ['taskset', '-c', core, node, join(here, 'long.ts'), values.quick ? '20000' : '1000000'] as const;
  console.log(execFileSync(long[0], long.slice(1), { encoding: 'utf8' }).trim());
  console.log('asked of cfonb: ≥ 150 MB/s and ≥ 20 × the gem, whole and streamed');
} finally {
  rmSync(folder, { recursive: true });
}
