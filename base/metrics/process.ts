/** What each process of Guichet tells of itself: its version, its memory, its event loop. */
import { counter, gauge, type MetricDeclaration } from '#base/metrics/declaration.ts';
import { collectorUp, type Metrics } from '#base/metrics/metrics.ts';
import { watchRuntime, type Runtime } from '#base/metrics/runtime.ts';

const started = gauge('guichet_process_start_time_seconds', 'When this process started, in seconds since 1970.', {});
const resident = gauge('guichet_process_resident_memory_bytes', 'Memory that this process holds.', {});
const cpu = counter('guichet_process_cpu_seconds_total', 'Processor time that this process has used.', {});
const descriptors = gauge(
  'guichet_process_open_handles',
  'Sockets, timers and files that keep this process alive.',
  {},
);

/** A process has one main thread, and a gateway as many workers as it is told. */
const threads = 66;
const loopDelay = gauge(
  'guichet_event_loop_delay_seconds',
  'How late the event loop of a thread was since the last look.',
  {
    thread: threads,
    percentile: 4,
  },
);
const heapUsed = gauge('guichet_heap_used_bytes', 'JavaScript memory of a thread that is in use.', { thread: threads });
const heapTotal = gauge('guichet_heap_total_bytes', 'JavaScript memory of a thread.', { thread: threads });
const external = gauge('guichet_external_memory_bytes', 'Memory of a thread outside JavaScript: buffers.', {
  thread: threads,
});
const gcSeconds = counter(
  'guichet_gc_seconds_total',
  'Time that a thread has spent on collecting garbage since it started.',
  {
    thread: threads,
    kind: 6,
  },
);

export const processMetrics: readonly MetricDeclaration[] = [
  ...[collectorUp, started, resident, cpu, descriptors],
  ...[loopDelay, heapUsed, heapTotal, external, gcSeconds],
];

export type ProcessMetrics = {
  /** Takes a look at another thread of this process in. */
  readonly takeThread: (thread: string, runtime: Runtime) => void;
  readonly close: () => void;
};

/** Has `metrics` tell of this process; this thread is called `main`. */
export function openProcessMetrics(metrics: Metrics): ProcessMetrics {
  const watch = watchRuntime();
  const takeThread = openThreads(metrics);
  metrics.gauge(started).set({}, Math.round(performance.timeOrigin) / 1000);
  const memory = metrics.gauge(resident);
  const open = metrics.gauge(descriptors);
  const used = metrics.counter(cpu);
  metrics.beforeRead('process', () => {
    const { user, system } = process.cpuUsage();
    used.set({}, (user + system) / 1e6);
    memory.set({}, process.memoryUsage.rss());
    open.set({}, process.getActiveResourcesInfo().length);
    takeThread('main', watch.look());
  });
  return { takeThread, close: watch.close };
}

function openThreads(metrics: Metrics): ProcessMetrics['takeThread'] {
  const delay = metrics.gauge(loopDelay);
  const [used, total, outside] = [metrics.gauge(heapUsed), metrics.gauge(heapTotal), metrics.gauge(external)];
  const collecting = metrics.counter(gcSeconds);
  return (thread, runtime) => {
    delay.set({ thread, percentile: 'p50' }, runtime.loopDelay.p50);
    delay.set({ thread, percentile: 'p99' }, runtime.loopDelay.p99);
    delay.set({ thread, percentile: 'max' }, runtime.loopDelay.max);
    used.set({ thread }, runtime.heapUsedBytes);
    total.set({ thread }, runtime.heapTotalBytes);
    outside.set({ thread }, runtime.externalBytes);
    for (const [kind, seconds] of Object.entries(runtime.gcSeconds)) collecting.set({ thread, kind }, seconds);
  };
}
