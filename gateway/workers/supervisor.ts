/**
 * Several gateways in one process, each in a thread of its own, on the same ports: the kernel spreads connections over
 * them. This thread serves nothing: it starts them, replaces one that dies while the others serve on, and ends them.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { systemClock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { releaseMemory } from '#base/release-memory.ts';
import type { Gateway } from '#gateway/gateway.ts';
import type { Errand } from '#gateway/workers/messages.ts';
import type { GatewayFigures } from '#gateway/figures/figures.ts';
import { createLimitMemory } from '#gateway/limits/limit-memory.ts';
import { openLimitKeeper } from '#gateway/limits/keeper.ts';
import { canSharePorts, freePorts } from '#gateway/workers/ports.ts';
import { openHandOver } from '#gateway/usage/hand-over.ts';
import type { TraceExporter } from '#gateway/tracing/exporter.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';
import { watchQuiet } from '#gateway/workers/quiet.ts';
import { Slot, type SlotParts } from '#gateway/workers/slot.ts';
import type { WorkerData } from '#gateway/workers/worker-data.ts';

/** What all workers are given alike. */
export type WorkersSettings = Omit<WorkerData, 'worker' | 'listeners' | 'listenWithSnapshot' | 'limitMemory'> & {
  readonly listeners: readonly Omit<WorkerData['listeners'][number], 'reusePort'>[];
  /** How many; 0 for one a core. */
  readonly workers: number;
  /** Valkey or Redis through which gateways on several machines share limits. */
  readonly sharedLimitsUrl?: string | undefined;
  /** Adds up what the workers hand over; nobody does when it is not given. */
  readonly figures?: GatewayFigures | undefined;
  /** Takes traced requests to their collector; nobody does when it is not given. */
  readonly traces?: Pick<TraceExporter, 'take'> | undefined;
  readonly log: Log;
};

/** What surrounds the workers; tests give their own. */
export type Surroundings = Pick<SlotParts, 'writeLine' | 'after'> & {
  readonly startWorker: (data: WorkerData) => Worker;
};

const entry = new URL('./worker.ts', import.meta.url);

export const systemSurroundings: Surroundings = {
  startWorker: (data) => new Worker(entry, { workerData: data, name: `gateway ${data.worker}` }),
  writeLine: (line) => void process.stderr.write(line),
  after: (ms, then, signal) => {
    const timer = setTimeout(then, ms);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  },
};

/** One worker where a port cannot be shared; the setting's number, or one a core, elsewhere. */
async function countWorkers(asked: number, log: Log): Promise<{ readonly count: number; readonly reusePort: boolean }> {
  const wanted = asked === 0 ? Math.min(availableParallelism(), limits.gatewayWorkers) : asked;
  const reusePort = await canSharePorts();
  if (reusePort || wanted === 1) return { count: wanted, reusePort };
  log.warn('workers cannot share a port on this platform: one serves', { asked, platform: process.platform });
  return { count: 1, reusePort };
}

/**
 * Opens the workers; their listeners stand when this returns.
 *
 * @throws Problem that a worker cannot start with (`listener.plain_not_loopback`); Error `EADDRINUSE` with its `port`
 */
export async function openWorkers(
  { workers, log, listeners, sharedLimitsUrl, figures, traces, ...settings }: WorkersSettings,
  { startWorker, writeLine, after }: Surroundings = systemSurroundings,
): Promise<Gateway> {
  const { count, reusePort } = await countWorkers(workers, log);
  const places = (await freePorts(listeners)).map((place) => ({ ...place, reusePort }));
  // Made once, here: every worker sees it, those included that replace others.
  const limitMemory = createLimitMemory();
  const keeper = await openLimitKeeper({
    ...{ memory: limitMemory, dataFolder: settings.dataFolder, sharedLimitsUrl, clock: systemClock, log },
  });
  const slots: Slot[] = [];
  const start = (worker: number, first: boolean): Worker =>
    startWorker({
      ...settings,
      ...{ worker, listeners: places, limitMemory },
      // A replacement would refuse, for want of a snapshot, what the others could serve.
      listenWithSnapshot: !first && slots.some((slot) => slot.serving),
    });
  const usage = openHandOver({ dataFolder: settings.dataFolder, control: settings.control, log });
  figures?.watchSpool(usage.waitingBytes);
  const quiet = watchQuiet(() => void releaseMemory(() => runAll('collect')));
  const takeUsage = (batch: UsageBatch): void => {
    quiet.served();
    usage.take(batch);
    figures?.takeUsage(batch);
  };
  const parts = { writeLine, after, takeUsage };
  const told = (worker: number): Pick<SlotParts, 'takeState' | 'takeTraced' | 'died'> => ({
    takeState: (state) => figures?.takeState(worker, state),
    takeTraced: (batch) => traces?.take(batch),
    died: () => figures?.died(worker),
  });
  for (let worker = 1; worker <= count; worker += 1) {
    slots.push(
      new Slot({ start: (first) => start(worker, first), log: log.with({ worker }), ...parts, ...told(worker) }),
    );
  }
  const close = async (): Promise<void> => {
    quiet.close();
    await Promise.all(slots.map((slot) => slot.close()));
    await Promise.all([keeper.close(), usage.close()]);
  };
  const runAll = async (errand: Errand): Promise<void> => {
    await Promise.all(slots.map((slot) => slot.run(errand)));
  };
  try {
    const [addresses = []] = await Promise.all(slots.map((slot) => slot.listening));
    return {
      ready: Promise.all(slots.map((slot) => slot.ready)).then(() => releaseMemory(() => runAll('collect'))),
      addresses,
      reload: () => runAll('reload'),
      close,
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}
