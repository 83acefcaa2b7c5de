/** What the parts need, as checks that their readiness is made of. */
import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readExistingKeyFile } from '#base/key-file.ts';
import type { Settings } from '#base/settings.ts';
import type { Check } from '#base/readiness.ts';
import { appliedMigrations, committedMigrations, compareMigrations } from '#database/committed-migrations.ts';
import type { Database } from '#database/database.ts';

type KeySettings = Pick<Settings, 'data' | 'adminKey' | 'gatewayKey' | 'sealingKey'>;

/** The database answers, and has had exactly the migrations of this version. */
export function databaseChecks({ pool }: Database): readonly Check[] {
  const committed = committedMigrations();
  return [
    { name: 'database', needed: true, look: async () => (await pool.query('select 1')).rowCount === 1 },
    {
      name: 'migrations',
      needed: true,
      look: async () => compareMigrations(await appliedMigrations(pool), committed) === 'same',
    },
  ];
}

/** A file can be written below the data folder, down to the disk. */
export function diskCheck(dataFolder: string, needed: boolean): Check {
  return {
    name: 'disk',
    needed,
    look: async () => {
      const path = join(dataFolder, `.writable-${process.pid}-${randomBytes(4).toString('hex')}`);
      try {
        const file = await open(path, 'wx', 0o600);
        try {
          // A full disk takes an empty file: only what has a size needs room.
          await file.writeFile(randomBytes(64));
          await file.datasync();
        } finally {
          await file.close();
        }
        return true;
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

/** The key files of the data folder are there and hold keys; what is given by a variable needs none. */
export function keyFilesCheck({ data, adminKey, gatewayKey, sealingKey }: KeySettings): Check {
  const inVariables = { admin: adminKey, gateway: gatewayKey, sealing: sealingKey };
  const names = Object.entries(inVariables).flatMap(([name, given]) => (given === undefined ? [name] : []));
  return {
    name: 'keys',
    needed: true,
    look: async () => {
      // Not the reading of the start, which makes a key that is missing: it would then be another one.
      await Promise.all(names.map((name) => readExistingKeyFile(join(data, 'keys', `${name}.key`))));
      return true;
    },
  };
}
