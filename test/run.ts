/**
 * The test runner behind `script/test`: starts a database server for the run, lets `node --test` do the rest, and counts.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '#base/log.ts';
import { openServer } from '#database/embedded/server.ts';
import { lockDataFolder } from '#database/lock.ts';

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Longest time of one test file: then it hangs. */
const fileMs = 300_000;
const debianBinaries = '/usr/lib/postgresql/15/bin';
const roomsWithSql = ['database', 'registry', 'identity', 'accounts', 'notifications', 'metering', 'apis/banking'];

/** Every test file, or those that `paths` (files or folders) name. */
function testFiles(paths: readonly string[]): string[] {
  const found = paths.flatMap((path) =>
    statSync(path).isDirectory() ? globSync(join(path, '**/*.test.ts'), { exclude: ['**/node_modules/**'] }) : [path],
  );
  return [...new Set(found)].toSorted();
}

/** Runs `files` on a new server of its own, started from `binariesFolder` (undefined: the embedded one). */
async function runOn(name: string, binariesFolder: string | undefined, files: readonly string[]): Promise<Counts> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'guichet-test-'));
  const release = lockDataFolder(dataFolder);
  // What is written here is thrown away: no reason to wait for the disk.
  const parameters = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
  try {
    const server = await openServer({ dataFolder, log: silentLog, binariesFolder, parameters });
    try {
      process.stdout.write(`\n── ${files.length} test files on ${name} ──\n`);
      const connection = server.connection('postgres');
      const url = `postgres://${connection.user}@localhost/postgres?host=${encodeURIComponent(connection.host ?? '')}`;
      return await runFiles(files, url, join(dataFolder, 'results.tap'));
    } finally {
      await server.stop('fast');
    }
  } finally {
    release();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function runFiles(files: readonly string[], databaseUrl: string, resultsPath: string): Promise<Counts> {
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const results = ['--test-reporter=tap', `--test-reporter-destination=${resultsPath}`];
  const limits = [`--test-concurrency=${Math.max(2, availableParallelism())}`, `--test-timeout=${fileMs}`];
  const child = spawn(
    process.execPath,
    ['--import', './ui/jsx-loader.ts', '--test', ...limits, ...reporters, ...results, ...files],
    {
      stdio: 'inherit',
      env: { ...process.env, GUICHET_TEST_DATABASE_URL: databaseUrl },
    },
  );
  const [code] = await once(child, 'exit');
  const counts = readCounts(readFileSync(resultsPath, 'utf8'));
  // A run that ended badly without a failed test has failed all the same.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Reads the closing lines of a TAP file: `# pass 12`. */
function readCounts(tap: string): Counts {
  const count = (word: string): number => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped') };
}

/** True for the files that ask the run's server for something that their own room writes in SQL; properties are of rules. */
function hasSql(file: string): boolean {
  const isRoom = roomsWithSql.some((room) => file.startsWith(`${room}/`));
  return isRoom && !file.endsWith('.property.test.ts') && asksServer(file);
}

/** Whether `file` gets to `test/database.ts`, itself or by others of that folder. */
function asksServer(file: string, seen: Set<string> = new Set()): boolean {
  if (file === 'test/database.ts') return true;
  if (seen.has(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/'#(test\/[^']+)'/g);
  return [...imports].some(([, name = '']) => asksServer(name, seen));
}

const asked = process.argv.slice(2);
const files = testFiles(asked.length === 0 ? ['.'] : asked);
const runs: Counts[] = [await runOn('the embedded PostgreSQL', undefined, files)];
const again = files.filter(hasSql);
if (again.length > 0 && existsSync(debianBinaries)) {
  runs.push(await runOn("Debian's PostgreSQL 15", debianBinaries, again));
} else if (again.length > 0) {
  process.stdout.write(`\nSKIPPED: the second run on PostgreSQL 15, because ${debianBinaries} does not exist.\n`);
}
const sum = (of: keyof Counts): number => runs.reduce((total, counts) => total + counts[of], 0);
if (sum('skipped') > 0) process.stdout.write(`${sum('skipped')} skipped\n`);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = files.length === 0 || sum('failed') > 0 ? 1 : 0;
