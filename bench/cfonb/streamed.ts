/** Our reader, the file piece by piece from the disk: node streamed.ts FILE ROUNDS. */
import { createReadStream } from 'node:fs';
import { measureRounds } from '#bench/cfonb/subject.ts';
import { streamStatements } from '#libraries/cfonb/statements/read.ts';

const [file = '', rounds] = process.argv.slice(2);
await measureRounds(Number(rounds), async () => {
  let operations = 0;
  let sumMinor = 0n;
  for await (const statement of streamStatements(createReadStream(file, { highWaterMark: 262_144 }))) {
    operations += statement.operations.length;
    sumMinor += statement.movementsMinor;
  }
  return { operations, sumMinor: Number(sumMinor) };
});
