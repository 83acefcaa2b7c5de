/** Applications by client id: packed until they are asked for, and the same object from then on. */
import {
  assembleApplication,
  sameApplication,
  type ApplicationParts,
  type Standing,
} from '#gateway/compile/application.ts';
import { packApplication, unpackApplication, type PackedApplication } from '#gateway/compile/packed-application.ts';
import type { CompiledApplication } from '#gateway/decide/compiled-snapshot.ts';

/** What the table holds of an application. */
export type ApplicationEntry = PackedApplication | CompiledApplication;

export type ApplicationTable = {
  /** Gives the application, unpacked once and for all. */
  readonly get: (clientId: string) => CompiledApplication | undefined;
  readonly entry: (clientId: string) => ApplicationEntry | undefined;
  readonly set: (clientId: string, entry: ApplicationEntry) => void;
  readonly delete: (clientId: string) => void;
  /** All that are there at the moment of the call; those that are packed stay so. */
  readonly all: () => Iterable<CompiledApplication>;
};

export function openApplicationTable(): ApplicationTable {
  const entries = new Map<string, ApplicationEntry>();
  return {
    get: (clientId) => {
      const entry = entries.get(clientId);
      if (entry === undefined || !isPacked(entry)) return entry;
      const application = applicationIn(entry, clientId);
      entries.set(clientId, application);
      return application;
    },
    entry: (clientId) => entries.get(clientId),
    set: (clientId, entry) => void entries.set(clientId, entry),
    delete: (clientId) => void entries.delete(clientId),
    all: () => {
      const [clientIds, held] = [[...entries.keys()], [...entries.values()]];
      return (function* (): Generator<CompiledApplication> {
        for (const [index, entry] of held.entries()) yield applicationIn(entry, clientIds[index] ?? '');
      })();
    },
  };
}

/** Makes the entry for an application: the one `before` when it says the same. */
export function entryFor(parts: ApplicationParts, before: ApplicationEntry | undefined): ApplicationEntry {
  const { clientId } = parts;
  if (before !== undefined && sameApplication(applicationIn(before, clientId), assembleApplication(parts))) {
    return before;
  }
  return packApplication(parts) ?? assembleApplication(parts);
}

/** What the entry says beside names and secrets, without unpacking it. */
export function standingOf(entry: ApplicationEntry): Standing {
  return isPacked(entry) ? entry.standing : entry;
}

function applicationIn(entry: ApplicationEntry, clientId: string): CompiledApplication {
  return isPacked(entry) ? assembleApplication(unpackApplication(entry, clientId)) : entry;
}

function isPacked(entry: ApplicationEntry): entry is PackedApplication {
  return 'standing' in entry;
}
