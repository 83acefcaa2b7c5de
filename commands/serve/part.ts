import type { Log } from '#base/log.ts';
import type { Settings } from '#base/settings.ts';
import type { Registry } from '#registry/operation.ts';

/** What a part of the server is started with. */
export type PartContext = {
  readonly settings: Settings;
  readonly log: Log;
  /** Opened before the first part that needs it; the parts of one process share it. */
  readonly registry: () => Registry;
};

/** A part that answers. */
export type RunningPart = {
  /** Its addresses by name, for the `ready` line. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

export type PartName = Settings['parts'][number];

/** A part: its name, whether it works on the registry, and how it starts. */
export type Part = {
  readonly name: PartName;
  readonly needsRegistry: boolean;
  /** Resolves when the part answers. */
  readonly start: (context: PartContext) => Promise<RunningPart>;
};
