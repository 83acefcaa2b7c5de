/**
 * The cluster: the folder that PostgreSQL keeps its data in, `postgres` in the data folder.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '#base/problem.ts';
import { isOtherAccount, type ServerAccount } from '#database/embedded/account.ts';
import type { Binaries } from '#database/embedded/binaries.ts';
import { launch } from '#database/embedded/launch.ts';

/** The only role; it may do everything, and who reaches the socket is it. */
export const superuser = 'guichet';

/** Path of the cluster in `dataFolder`. */
export function clusterFolder(dataFolder: string): string {
  return join(dataFolder, 'postgres');
}

/** The major version that made `cluster`; undefined when there is none yet. */
export async function clusterMajor(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

/**
 * Makes the cluster of `dataFolder`. It is made beside its place and moved there when it is whole and on disk: a kill at
 * any moment leaves either no cluster or a good one. The data folder's lock must be held.
 *
 * @throws Problem `database.not_created` (500) with what `initdb` said
 */
export async function createCluster(dataFolder: string, binaries: Binaries, account: ServerAccount): Promise<void> {
  await removeUnfinished(dataFolder);
  const unfinished = join(dataFolder, `postgres.new-${randomBytes(6).toString('hex')}`);
  mkdirSync(unfinished, { mode: 0o700 });
  if (isOtherAccount(account)) chownSync(unfinished, account.uid, account.gid);
  const outputPath = join(dataFolder, 'initdb.log');
  const output = await open(outputPath, 'w', 0o600);
  try {
    const child = await launch({
      binaries,
      account,
      program: 'initdb',
      folder: unfinished,
      arguments: (folder) => ['--pgdata', folder, ...initdbArguments(binaries.major)],
      output: output.fd,
      deathSignal: 'TERM',
    });
    const [code] = child.pid === undefined ? [null] : await once(child, 'exit');
    if (code !== 0) throw notCreated(await readFile(outputPath, 'utf8'));
  } finally {
    await output.close();
  }
  await rename(unfinished, clusterFolder(dataFolder));
  await syncFolder(dataFolder);
  await rm(outputPath, { force: true });
}

/** The same order of texts on every machine: by code point, whatever the system's locales are. */
function initdbArguments(major: number): string[] {
  const locale =
    major >= 17
      ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
      : ['--locale=C', '--lc-ctype=C.UTF-8'];
  return [
    `--username=${superuser}`,
    '--encoding=UTF8',
    ...locale,
    '--data-checksums',
    '--auth-local=trust',
    '--auth-host=reject',
    '--no-instructions',
  ];
}

/** Removes what a start that was killed has left. Its `initdb` may still be at it: what cannot be removed waits for the next start. */
async function removeUnfinished(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (!name.startsWith('postgres.new-')) continue;
    await rm(join(dataFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Makes a rename in `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function notCreated(output: string): Problem {
  return new Problem(
    'database.not_created',
    500,
    {
      en: 'The embedded database could not be created in the data folder.',
      fr: "La base embarquée n'a pas pu être créée dans le dossier de données.",
    },
    { internal: output.trim() },
  );
}
