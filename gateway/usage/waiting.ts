/** Parcels that wait in memory until they can be written: a moment, or for as long as the disk is full. */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { mergeParcels } from '#gateway/usage/merge.ts';
import { parcelSchema } from '#gateway/usage/parcel.ts';
import { bodyOfParcel, lineOf } from '#gateway/usage/parcel-text.ts';
import { bytesIn } from '#gateway/usage/spool/segment.ts';

export type WaitingBodies = {
  readonly bytes: () => number;
  /** Takes a parcel without sequence. */
  readonly add: (body: Buffer) => void;
  /** The oldest of them, as many as are written at a time; none when none waits. */
  readonly first: () => readonly Buffer[];
  /** Forgets the oldest, which `first` gave. */
  readonly remove: (bodies: readonly Buffer[]) => void;
};

export function openWaitingBodies(log: Log, maximumBytes: number = limits.usageWaitingBytes): WaitingBodies {
  let bodies: Buffer[] = [];
  let bytes = 0;
  const roomyBytes = (maximumBytes * 3) / 4;
  /** How many of them are being written. */
  let given = 0;

  function shrink(): void {
    const kept = bodies.slice(0, given);
    const merged = mergedBodies(bodies.slice(given));
    log.warn('usage waits for the disk: its counts are added up, and its log entries are lost');
    bodies = [...kept, ...merged];
    bytes = bytesIn(bodies);
    // Some room at once: or else the next one would add all of them up again.
    for (let lost = bodies[given]; bytes > roomyBytes && lost !== undefined; lost = bodies[given]) {
      log.error('usage waits for the disk: the oldest counts are lost', { bytes: lost.length });
      bodies.splice(given, 1);
      bytes -= lost.length;
    }
  }

  return {
    bytes: () => bytes,
    add: (body) => {
      bodies.push(body);
      bytes += body.length;
      if (bytes > maximumBytes) shrink();
    },
    first: () => {
      given = 0;
      for (let sum = 0; given < bodies.length && (given === 0 || sum < limits.usageSegmentBytes); given += 1) {
        sum += bodies[given]?.length ?? 0;
      }
      return bodies.slice(0, given);
    },
    remove: (written) => {
      bodies = bodies.slice(written.length);
      bytes = bytesIn(bodies);
      given = 0;
    },
  };
}

/** By minute. Nobody has seen them yet, so that no sequence matters. */
function mergedBodies(bodies: readonly Buffer[]): Buffer[] {
  const parcels = bodies.map((body) => parcelSchema.parse(JSON.parse(lineOf(1, body).toString('utf8'))));
  return mergeParcels(parcels, 1).map(bodyOfParcel);
}
