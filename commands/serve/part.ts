import type { RouteTally } from '#base/metrics/requests.ts';
import type { Metrics } from '#base/metrics/metrics.ts';
import type { ProcessMetrics } from '#base/metrics/process.ts';
import type { Readiness } from '#base/readiness.ts';
import type { Log } from '#base/log.ts';
import type { Settings } from '#base/settings.ts';
import type { Registry } from '#registry/operation.ts';

/** What a part of the server is started with. */
export type PartContext = {
  readonly settings: Settings;
  readonly log: Log;
  /** Opened before the first part that needs it; the parts of one process share it. */
  readonly registry: () => Registry;
  /** What this process counts, and what takes in the requests of a part and the threads beside the main one. */
  readonly metrics: Metrics;
  readonly requestsOf: (part: PartName) => RouteTally;
  readonly takeThread: ProcessMetrics['takeThread'];
};

/** A part that answers. */
export type RunningPart = {
  /** Its addresses by name, for the `ready` line. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
  /** What it needs, and whether it is there; null for a part whose own process tells. */
  readonly readiness: (() => Promise<Readiness>) | null;
};

export type PartName = Settings['parts'][number];

/** A part: its name, whether it works on the registry, and how it starts. */
export type Part = {
  readonly name: PartName;
  readonly needsRegistry: boolean;
  /** Resolves when the part answers. */
  readonly start: (context: PartContext) => Promise<RunningPart>;
};
