/**
 * Memory over a long file: node long.ts STATEMENTS. Statements of about 10 KB, each of an account of its own, made as they are asked for
 * out of one block of text whose bank codes change. Prints what was read, how long it took, and how much memory came on top of Node's own.
 */
import { generateFile } from '#libraries/cfonb/generate.ts';
import { streamStatements } from '#libraries/cfonb/statements/read.ts';

const total = Number(process.argv[2]);
const blockStatements = 1_000;
const recordBytes = 121;
const options = { seed: 1, statements: blockStatements, operationsPerStatement: 30, accounts: blockStatements };
const block = Buffer.concat([...generateFile(options)]);

function* source(): Generator<Uint8Array> {
  for (let round = 0; round < total / blockStatements; round += 1) {
    const bank = String(10_000 + round).padStart(5, '0');
    for (let at = 0; at < block.length; at += recordBytes) block.write(bank, at + 2, 'latin1');
    for (let from = 0; from < block.length; from += 262_144) yield block.subarray(from, from + 262_144);
  }
}

const before = process.memoryUsage.rss();
const startMs = performance.now();
let highest = before;
let statements = 0;
let operations = 0;
for await (const { operationCount } of streamStatements(source())) {
  operations += operationCount;
  statements += 1;
  if (statements % 1_000 === 0) highest = Math.max(highest, process.memoryUsage.rss());
}
const seconds = (performance.now() - startMs) / 1_000;
const megabytes = (block.length * (total / blockStatements)) / 1e6;
console.log(
  `long file: ${(megabytes / 1_000).toFixed(1)} GB, ${statements} statements, ${operations} operations in ${seconds.toFixed(1)} s ` +
    `(${(megabytes / seconds).toFixed(0)} MB/s), ${((highest - before) / 1e6).toFixed(0)} MB on top of Node's own (asked: ≤ 64)`,
);
