/** Our reader, the whole file at once: node whole.ts FILE ROUNDS. */
import { readFileSync } from 'node:fs';
import { measureRounds } from '#bench/cfonb/subject.ts';
import { readStatements } from '#libraries/cfonb/statements/read.ts';

const [file = '', rounds] = process.argv.slice(2);
const bytes = readFileSync(file);
await measureRounds(Number(rounds), () => {
  const { statements, totals } = readStatements(bytes);
  const sumMinor = Number(statements.reduce((sum, { movementsMinor }) => sum + movementsMinor, 0n));
  return { operations: totals.operations, sumMinor };
});
