/** Rows of a table: every contender in turn, several rounds, and the median of each figure. */
import { readFileSync } from 'node:fs';
import { runWrk, type Load, type Measured, type Turn } from '#bench/wrk.ts';
import { probe } from '#bench/gateway/probe.ts';
import type { Stage } from '#bench/gateway/stage.ts';
import { loadCore, testedCore, type Contender } from '#bench/gateway/subject.ts';

export type Row = {
  readonly name: string;
  readonly perSecond: number;
  /** CPU time of the server under test for one answer. */
  readonly cpuMicroseconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** At half the rate that the same round reached at saturation; NaN where that was not asked. */
  readonly halfP50Ms: number;
  readonly halfP99Ms: number;
  readonly rssMb: number;
  readonly pssMb: number;
  readonly failures: number;
  /** Parts of its core that it used, and that others used or the hypervisor took, during the runs at saturation. */
  readonly own: number;
  readonly others: number;
};

export type Measurement = {
  readonly connections?: number;
  /** Measured at half load, too. */
  readonly halfLoad?: boolean;
};

const warmUpsMaximum = 20;
/** Part of the core under test that others may use without disturbing a run. */
export const disturbance = 0.05;

export function roundsOf(stage: Stage): number {
  return stage.quick ? 1 : 5;
}

/** Warms all contenders up, then measures them in turn, another one first in each round. */
export async function measureAll(
  stage: Stage,
  contenders: readonly Contender[],
  measurement: Measurement = {},
): Promise<Row[]> {
  for (const contender of contenders) await warmUp(stage, contender);
  const rows = new Map<string, Row[]>();
  for (let round = 0; round < roundsOf(stage); round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + turn) % contenders.length];
      if (contender === undefined) continue;
      const row = await measureOnce(stage, contender, measurement);
      rows.set(contender.name, [...(rows.get(contender.name) ?? []), row]);
    }
  }
  return contenders.map(({ name }) => medianRow(name, undisturbed(rows.get(name) ?? [])));
}

/** The rounds in which others left the core alone, if they are the greater part; else all. */
function undisturbed(rows: readonly Row[]): readonly Row[] {
  const quiet = rows.filter((row) => row.others <= disturbance);
  return quiet.length * 2 > rows.length ? quiet : rows;
}

/** Asks once whether the answer is right, then loads it until it has learnt all tokens. */
export async function warmUp(stage: Stage, contender: Contender): Promise<void> {
  await probe(contender);
  let sent = 0;
  for (let runs = 0; runs < warmUpsMaximum; runs += 1) {
    const load = loadOf(contender, { connections: 64, seconds: stage.quick ? 1 : 3 });
    // Each run goes on where the last one stopped, so that a slow server meets all tokens, too.
    sent += (await runWrk({ ...load, ...(load.turns === undefined ? {} : { turns: turnedBy(load.turns, sent) }) }))
      .requests;
    if (contender.isWarm === undefined || (await contender.isWarm())) return;
  }
  throw new Error(`${contender.name} does not know all tokens after ${warmUpsMaximum} runs`);
}

function turnedBy(turns: readonly Turn[], by: number): Turn[] {
  const first = by % turns.length;
  return [...turns.slice(first), ...turns.slice(0, first)];
}

/** One run at a given rate. */
export function paced(stage: Stage, contender: Contender, perSecond: number): Promise<Measured> {
  return runWrk(loadOf(contender, { connections: 64, seconds: stage.quick ? 1 : 3, perSecond }));
}

async function measureOnce(
  stage: Stage,
  contender: Contender,
  { connections = 64, halfLoad = false }: Measurement,
): Promise<Row> {
  const { process, name } = contender;
  const before = { cpu: process.cpuMicroseconds(), core: coreTicks() };
  const full = await runWrk(loadOf(contender, { connections, seconds: stage.quick ? 2 : 4 }));
  const cpu = process.cpuMicroseconds() - before.cpu;
  const memory = process.memory();
  const core = coreTicks();
  const total = core.total - before.core.total;
  const own = cpu / microsecondsPerTick / total;
  const half = halfLoad ? await paced(stage, contender, full.perSecond / 2) : null;
  return {
    name,
    perSecond: full.perSecond,
    cpuMicroseconds: cpu / Math.max(1, full.requests),
    p50Ms: full.p50Ms,
    p99Ms: full.p99Ms,
    halfP50Ms: half?.p50Ms ?? Number.NaN,
    halfP99Ms: half?.p99Ms ?? Number.NaN,
    ...memory,
    failures: full.failures + (half?.failures ?? 0),
    own,
    others: Math.max(0, (core.used - before.core.used) / total - own),
  };
}

function loadOf(contender: Contender, how: Pick<Load, 'connections' | 'seconds' | 'perSecond'>): Load {
  const { url, headers, turns } = contender;
  return { url, headers, ...(turns === undefined ? {} : { turns }), ...how, core: loadCore };
}

const microsecondsPerTick = 10_000;

/**
 * Ticks of the core under test: all of them, and those used by programs or taken by the hypervisor. Interrupts are left
 * out: some kernels count them to the program that they interrupt, others do not.
 */
function coreTicks(): { readonly total: number; readonly used: number } {
  const line = new RegExp(`^cpu${testedCore} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
  const ticks = line.split(' ').map(Number);
  // proc(5): user, nice, system, idle, iowait, irq, softirq, steal.
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = ticks;
  return { total: ticks.slice(0, 8).reduce((sum, tick) => sum + tick, 0), used: user + nice + system + steal };
}

function medianRow(name: string, rows: readonly Row[]): Row {
  const of = (figure: (row: Row) => number): number => median(rows.map(figure));
  return {
    name,
    perSecond: of((row) => row.perSecond),
    cpuMicroseconds: of((row) => row.cpuMicroseconds),
    p50Ms: of((row) => row.p50Ms),
    p99Ms: of((row) => row.p99Ms),
    halfP50Ms: of((row) => row.halfP50Ms),
    halfP99Ms: of((row) => row.halfP99Ms),
    rssMb: of((row) => row.rssMb),
    pssMb: of((row) => row.pssMb),
    own: of((row) => row.own),
    others: of((row) => row.others),
    // A failure is never typical: all of them count.
    failures: rows.reduce((sum, row) => sum + row.failures, 0),
  };
}

export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
