/** One run of wrk, as numbers. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Load = {
  readonly url: string;
  /** Form body of a POST. */
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
  readonly core: number;
};

export type Measured = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx, and broken connections. */
  readonly failures: number;
};

/** Runs wrk on a core of its own and reads its summary. */
export async function runWrk(load: Load): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-wrk-'));
  const script = join(folder, 'post.lua');
  writeFileSync(script, luaScript(load));
  const fixed = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '10s'];
  const { stdout } = await run('taskset', ['-c', String(load.core), 'wrk', ...fixed, '-s', script, load.url]);
  rmSync(folder, { recursive: true });
  const line = stdout.split('\n').find((text) => text.startsWith('measured '));
  if (line === undefined) throw new Error(`wrk printed no summary:\n${stdout}`);
  const [requests = 0, microseconds = 1, p50 = 0, p99 = 0, failures = 0] = line.split(' ').slice(1).map(Number);
  return { requests, perSecond: requests / (microseconds / 1e6), p50Ms: p50 / 1e3, p99Ms: p99 / 1e3, failures };
}

function luaScript(load: Load): string {
  const body = new URLSearchParams(load.form).toString();
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', ...load.headers };
  return [
    'wrk.method = "POST"',
    `wrk.body = ${JSON.stringify(body)}`,
    ...Object.entries(headers).map(
      ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
    ),
    'done = function(summary, latency)',
    '  local e = summary.errors',
    '  print(string.format("measured %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),',
    '    latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))',
    'end',
  ].join('\n');
}
