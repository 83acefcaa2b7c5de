/** One run of wrk, as numbers. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What differs from one request to the next. */
export type Turn = { readonly path: string; readonly authorization: string };

export type Load = {
  readonly url: string;
  /** Form body of a POST; without it, GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Requests sent in turn instead of the same one. */
  readonly turns?: readonly Turn[];
  /**
   * Requests a second, at moments independent of each other and of the answers (exponential gaps, rounded to wrk's
   * millisecond); without it every connection sends its next request as soon as it has an answer.
   */
  readonly perSecond?: number;
  readonly connections: number;
  readonly seconds: number;
  readonly core: number;
};

export type Measured = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  /** wrk itself adds the waits that a slow answer hid from the requests behind it. */
  readonly p99Ms: number;
  /** Answers that were not 2xx, and broken connections. */
  readonly failures: number;
};

/** Runs wrk on a core of its own and reads its summary. */
export async function runWrk(load: Load): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    writeFileSync(script, luaScript(load, folder));
    const fixed = ['-t1', `-c${load.connections}`, `-d${load.seconds}s`, '--timeout', '10s'];
    const { stdout } = await run('taskset', ['-c', String(load.core), 'wrk', ...fixed, '-s', script, load.url]);
    return readSummary(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readSummary(stdout: string): Measured {
  const line = stdout.split('\n').find((text) => text.startsWith('measured '));
  if (line === undefined) throw new Error(`wrk printed no summary:\n${stdout}`);
  const [requests = 0, microseconds = 1, p50 = 0, p99 = 0, failures = 0] = line.split(' ').slice(1).map(Number);
  return { requests, perSecond: requests / (microseconds / 1e6), p50Ms: p50 / 1e3, p99Ms: p99 / 1e3, failures };
}

function luaScript(load: Load, folder: string): string {
  const post = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const headers = { ...(load.form === undefined ? {} : post), ...load.headers };
  return [
    ...(load.form === undefined ? [] : ['wrk.method = "POST"', `wrk.body = ${JSON.stringify(formBody(load.form))}`]),
    ...Object.entries(headers).map(
      ([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`,
    ),
    ...(load.turns === undefined ? [] : rotation(load.turns, join(folder, 'turns'))),
    ...(load.perSecond === undefined ? [] : [pacing(load.perSecond)]),
    'done = function(summary, latency)',
    '  local e = summary.errors',
    '  print(string.format("measured %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),',
    '    latency:percentile(99), e.status + e.connect + e.read + e.write + e.timeout))',
    'end',
  ].join('\n');
}

function formBody(form: Readonly<Record<string, string>>): string {
  return new URLSearchParams(form).toString();
}

/** Requests are put together before the run: at each one wrk only takes the next of the list. */
function rotation(turns: readonly Turn[], file: string): string[] {
  writeFileSync(file, turns.map(({ path, authorization }) => `${path}\t${authorization}\n`).join(''));
  return [
    'local requests, next_one = {}, 0',
    'init = function()',
    `  for line in io.lines(${JSON.stringify(file)}) do`,
    '    local path, authorization = line:match("^(.-)\\t(.*)$")',
    '    wrk.headers["Authorization"] = authorization',
    '    requests[#requests + 1] = wrk.format(nil, path)',
    '  end',
    'end',
    'request = function()',
    '  next_one = next_one % #requests + 1',
    '  return requests[next_one]',
    'end',
  ];
}

function pacing(perSecond: number): string {
  return `
local ffi = require("ffi")
ffi.cdef[[ typedef struct { long seconds; long nanoseconds; } moment; int clock_gettime(int, moment *); ]]
local moment = ffi.new("moment")
local function now_ms()
  ffi.C.clock_gettime(1, moment)
  return tonumber(moment.seconds) * 1000 + tonumber(moment.nanoseconds) / 1e6
end
local slot_ms
delay = function()
  local now = now_ms()
  slot_ms = (slot_ms or now) - math.log(1 - math.random()) * ${1000 / perSecond}
  return math.max(0, math.floor(slot_ms - now + 0.5))
end`;
}
