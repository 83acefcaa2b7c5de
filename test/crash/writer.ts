/**
 * The victim of the crash test: opens the database of the data folder, says its server's process, then writes rows and
 * says the name of each one that is committed, until somebody kills it or its server.
 */
import { writeSync } from 'node:fs';
import { newId } from '#base/ids.ts';
import { silentLog } from '#base/log.ts';
import { openDatabase } from '#database/open.ts';

const [dataFolder = '', run = ''] = process.argv.slice(2);
const database = await openDatabase({ dataFolder, log: silentLog, mode: 'own' });
const standardOutput = 1;
writeSync(standardOutput, `server ${database.serverPid()}\n`);

async function write(writer: number): Promise<never> {
  for (let row = 0; ; row++) {
    const slug = `${run}-${writer}-${row}`;
    await database.pool.query(
      `insert into organisations (id, slug, name, created_at) values ($1, $2, 'written before the crash', now())`,
      [newId(), slug],
    );
    writeSync(standardOutput, `row ${slug}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write)).catch(() => process.exit(1));
