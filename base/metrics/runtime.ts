/** What Node itself does in a thread: its event loop, its memory, its garbage collection. */
import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { z } from 'zod';

const gcKinds = ['minor', 'major', 'incremental', 'weak'] as const;

/** A look at a thread; times in seconds. What counts up counts from the start of the thread. */
export const runtimeSchema = z.strictObject({
  /** How late the event loop was between this look and the one before. */
  loopDelay: z.strictObject({ p50: z.number(), p99: z.number(), max: z.number() }),
  heapUsedBytes: z.number(),
  heapTotalBytes: z.number(),
  externalBytes: z.number(),
  gcSeconds: z.record(z.enum(gcKinds), z.number()),
});
export type Runtime = z.infer<typeof runtimeSchema>;

export type RuntimeWatch = { readonly look: () => Runtime; readonly close: () => void };

const kindNames: Readonly<Record<number, (typeof gcKinds)[number]>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak',
};

/** What Node's documentation of perf_hooks says of an entry of the kind `gc`. */
const gcEntrySchema = z.object({ detail: z.object({ kind: z.number() }) });

const perSecond = 1e9;

/** Begins to watch the thread that calls it. */
export function watchRuntime(): RuntimeWatch {
  // A timer of the engine's own that fires this often: seldom enough to cost a thread at rest nothing.
  const resolutionMs = 20;
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const gcSeconds = { minor: 0, major: 0, incremental: 0, weak: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const gc = gcEntrySchema.safeParse(entry);
      const kind = gc.success ? kindNames[gc.data.detail.kind] : undefined;
      if (kind !== undefined) gcSeconds[kind] += entry.duration / 1000;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  // What is recorded is the whole time between two ticks of that timer: the delay is what goes beyond its period.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / perSecond - resolutionMs / 1000);
  return {
    look: () => {
      const loopDelay =
        delay.count === 0
          ? { p50: 0, p99: 0, max: 0 }
          : { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
      delay.reset();
      const { heapUsed, heapTotal, external } = process.memoryUsage();
      return {
        loopDelay,
        ...{ heapUsedBytes: heapUsed, heapTotalBytes: heapTotal, externalBytes: external },
        gcSeconds: { ...gcSeconds },
      };
    },
    close: () => {
      delay.disable();
      observer.disconnect();
    },
  };
}
