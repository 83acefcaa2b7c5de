/**
 * The proof that usage is exact: clients call through two gateways while these, the control process and its database are killed; then
 * what stands in the database is held against what the clients saw.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '#base/log.ts';
import { connect } from '#database/connect.ts';
import { openFake, type FakeServer } from '#test/gateway-surroundings.ts';
import { startClients, type Clients } from '#test/metering/exactness/clients.ts';
import { readCounted, type Counted } from '#test/metering/exactness/counted.ts';
import { isUnsure, judge, seenBy, type Line } from '#test/metering/exactness/judge.ts';
import { startProcesses, type Outage, type Processes, type Victim } from '#test/metering/exactness/processes.ts';
import type { Tally } from '#test/metering/exactness/tally.ts';
import { makeApplications, roundOf, upstreamStatuses, type Applications } from '#test/metering/exactness/world.ts';

export type ExactnessOptions = {
  /** Answers that clients wait for, at least; more when the last strike takes long. */
  readonly calls: number;
  readonly clients: number;
  /** Calls that a client has under way at a time, and its rest between two. */
  readonly loops: number;
  readonly pauseMs: number;
  /** Threads of each gateway. */
  readonly workers: number;
  /** What is struck, evenly over the calls. */
  readonly victims: readonly Victim[];
  /** The stated bound: what a gateway answered for so long before its kill may be missing. */
  readonly windowMs: number;
  readonly say?: (line: string) => void;
};

export type Exactness = {
  readonly lines: readonly Line[];
  readonly sums: Pick<Line, 'answered' | 'unsure' | 'broken' | 'counted'> & { readonly unsent: number };
  /** Each with how many calls may be lost by it. */
  readonly outages: readonly (Outage & { readonly unsure: number })[];
  readonly tookMs: number;
  /** What is wrong, in words; none: all is as it must be. */
  readonly faults: readonly string[];
} & Pick<Counted, 'quota'>;

/** Runs it. @throws Error when a part does not start, or does not come back */
export async function proveExactness(options: ExactnessOptions): Promise<Exactness> {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-exact-'));
  const upstream = await openUpstream();
  const processes = await startProcesses(folder, upstream.url, options.workers);
  try {
    const applications = await makeApplications(processes.ask);
    await processes.startGateways();
    return await callAndCompare(options, processes, applications);
  } catch (cause) {
    throw new Error(`it could not be proven\n${processes.said.join('\n')}`, { cause });
  } finally {
    await processes.close();
    await upstream.close();
    // A database that lost its control process needs a moment to end.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

async function callAndCompare(
  options: ExactnessOptions,
  processes: Processes,
  applications: Applications,
): Promise<Exactness> {
  const { clients: count, loops, pauseMs, windowMs, say = () => undefined } = options;
  const jobs = roundOf(applications);
  const beganMs = performance.now();
  const clients = startClients(count, { ports: [...processes.ports], jobs: plansOf(jobs), loops, pauseMs });
  let tallies: readonly Tally[];
  let outages: Outage[];
  try {
    outages = await strikeAll(options, processes, clients);
    tallies = await clients.finish();
  } finally {
    clients.kill();
  }
  const tookMs = performance.now() - beganMs;
  say('all calls are made; the gateways hand over what they have left');
  await processes.emptyGateways();
  const database = connect(await processes.database(), silentLog, 2);
  try {
    const counted = await readCounted(database.pool, applications);
    const lines = judge(seenBy(tallies, jobs, outages, windowMs), counted.byPlace);
    const sums = sumsOf(tallies, outages, lines, windowMs);
    return {
      ...{ lines, sums, tookMs, quota: counted.quota },
      outages: outages.map((outage) => ({
        ...outage,
        unsure: callsOf(tallies.filter((tally) => tally.outcome === 'answered' && isUnsure(tally, outage, windowMs))),
      })),
      faults: faultsOf({ lines, sums, counted, said: processes.said }),
    };
  } finally {
    await database.close();
  }
}

function plansOf(jobs: ReturnType<typeof roundOf>) {
  return jobs.map(({ gateways, path, headers }) => ({ gateways: [...gateways], path, headers: { ...headers } }));
}

async function strikeAll(
  { calls, victims, say = () => undefined }: ExactnessOptions,
  processes: Processes,
  clients: Clients,
): Promise<Outage[]> {
  const outages: Outage[] = [];
  for (const [index, victim] of victims.entries()) {
    await clients.reached((calls * (index + 1)) / (victims.length + 1));
    const outage = await processes.strike(victim);
    say(`${victim}: back after ${outage.backAtMs - outage.strickenAtMs} ms`);
    outages.push(outage);
  }
  await clients.reached(calls);
  return outages;
}

function callsOf(tallies: readonly Tally[]): number {
  return tallies.reduce((sum, { calls }) => sum + calls, 0);
}

function sumsOf(
  tallies: readonly Tally[],
  outages: readonly Outage[],
  lines: readonly Line[],
  windowMs: number,
): Exactness['sums'] {
  const endedAs = (outcome: Tally['outcome']): Tally[] => tallies.filter((tally) => tally.outcome === outcome);
  const answered = endedAs('answered');
  const unsure = answered.filter((tally) => outages.some((outage) => isUnsure(tally, outage, windowMs)));
  const all = lines.filter(({ what }) => what === 'calls');
  return {
    answered: callsOf(answered),
    unsure: callsOf(unsure),
    broken: callsOf(endedAs('broken')),
    unsent: callsOf(endedAs('unsent')),
    counted: all.reduce((sum, { counted }) => sum + counted, 0),
  };
}

type Found = Pick<Exactness, 'lines' | 'sums'> & { readonly counted: Counted; readonly said: readonly string[] };

function faultsOf({ lines, sums, counted, said }: Found): string[] {
  const { quota, differences, usedKeys } = counted;
  const wrong = lines.filter(({ verdict }) => verdict === 'missing' || verdict === 'doubled');
  return [
    ...wrong.map(
      (line) => `${line.place}, ${line.what}: ${line.verdict} (${line.answered} seen, ${line.counted} counted)`,
    ),
    ...(sums.counted > sums.answered + sums.broken ? [`more is counted than was sent: ${sums.counted}`] : []),
    ...differences,
    ...(usedKeys.join() === 'keyed' ? [] : [`API keys are said to have been used of: ${usedKeys.join()}`]),
    ...(quota.used === quota.letThrough ? [] : [`of the quota ${quota.used} are used, ${quota.letThrough} counted`]),
    ...said.map((line) => `said: ${line}`),
  ];
}

/** The service behind both APIs. */
function openUpstream(): Promise<FakeServer> {
  const body = JSON.stringify({ things: Array.from({ length: 20 }, (_, number) => number) });
  return openFake((request, response) => {
    request.resume();
    response.writeHead(upstreamStatuses[request.url ?? ''] ?? 404, { 'content-type': 'application/json' }).end(body);
  }, 600_000);
}
