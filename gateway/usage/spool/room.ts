/**
 * Room in a spool that the control process has not emptied for long. Entries of the oldest parcels go first, then their counts are
 * added up by minute, then by hour; at last the oldest parcels go. Each time the log says so.
 */
import { rm } from 'node:fs/promises';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { mergeParcels, withoutRequests } from '#gateway/usage/merge.ts';
import { parcelSchema, type Parcel } from '#gateway/usage/parcel.ts';
import { bodyOfParcel, lineOf } from '#gateway/usage/parcel-text.ts';
import { pathOf, readPart, replaceSegments, type Segment } from '#gateway/usage/spool/segment.ts';

/** What counts are added up to, in minutes. */
const steps = [1, 60] as const;

/** Whether a spool holds more than it may, in more files than the one that is being written. */
export function isOver(segments: readonly Segment[], maximumBytes: number): boolean {
  return segments.length > 1 && bytesOf(segments) > maximumBytes;
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Makes some room; gives the segments (oldest first, the last is being written) as they are then. @throws Error; then nothing has changed */
export async function makeSomeRoom(segments: Segment[], log: Log): Promise<Segment[]> {
  const full = segments.slice(0, -1);
  const unstripped = full.find(({ stripped }) => !stripped);
  if (unstripped !== undefined) return replaceIn(segments, [unstripped], await strip(unstripped, log));
  for (const minutes of steps) {
    const run = runOf(full, minutes);
    if (run !== null) return replaceIn(segments, run, await merge(run, minutes, log));
  }
  const [oldest, ...others] = segments;
  if (oldest === undefined) return segments;
  const calls = callsOf(await parcelsOf(oldest));
  log.error('the spool of usage is full: the oldest counts are lost', { calls });
  await rm(pathOf(oldest), { force: true });
  return others;
}

/** The segments with `by` in the place of the neighbours `run`. */
export function replaceIn(segments: readonly Segment[], run: readonly Segment[], by: Segment): Segment[] {
  const at = segments.findIndex((one) => one === run[0]);
  return [...segments.slice(0, at), by, ...segments.slice(at + run.length)];
}

/** Rewrites a file without what is no parcel any more, and says so; null when all of it is. @throws Error */
export async function repairedSegment(segment: Segment, log: Log): Promise<Segment | null> {
  const { stripped, mergedMinutes } = segment;
  const parcels = await parcelsOf(segment);
  const bytes = await readPart(segment, segment.acknowledgedBytes, segment.bytes);
  const lines = bytes.toString('latin1').split('\n');
  // Behind the last line feed nothing stands: or else what stands there would never be a line.
  const ended = lines.pop() === '';
  const lost = lines.length + (ended ? 0 : 1) - parcels.length;
  if (ended && lost === 0) return null;
  if (lost > 0) log.error('the spool of usage is damaged: parcels are lost', { file: pathOf(segment), parcels: lost });
  return replaceSegments([segment], linesOf(parcels), { stripped, mergedMinutes });
}

async function strip(segment: Segment, log: Log): Promise<Segment> {
  const parcels = await parcelsOf(segment);
  const entries = parcels.reduce((sum, { requests }) => sum + requests.length, 0);
  if (entries > 0) log.warn('the spool of usage is full: its oldest log entries are lost', { entries });
  return replaceSegments([segment], linesOf(parcels.map(withoutRequests)), {
    stripped: true,
    mergedMinutes: segment.mergedMinutes,
  });
}

/** Neighbours to be added up: never of the oldest file, of which parcels may have been taken already. */
function runOf(full: readonly Segment[], minutes: number): readonly [Segment, ...Segment[]] | null {
  const candidates = full.slice(1);
  const from = candidates.findIndex(({ mergedMinutes }) => mergedMinutes < minutes);
  const first = candidates[from];
  if (first === undefined) return null;
  const run: [Segment, ...Segment[]] = [first];
  for (const next of candidates.slice(from + 1)) {
    const fits = bytesOf(run) + next.bytes <= limits.usageMergedBytes;
    if (!fits || next.mergedMinutes >= minutes || next.spoolId !== first.spoolId) break;
    run.push(next);
  }
  return run;
}

async function merge(run: readonly [Segment, ...Segment[]], minutes: number, log: Log): Promise<Segment> {
  const parcels = (await Promise.all(run.map(parcelsOf))).flat();
  log.warn('the spool of usage is full: its counts are added up', { minutes, parcels: parcels.length });
  const done = { stripped: true, mergedMinutes: minutes };
  return replaceSegments(run, linesOf(mergeParcels(parcels, minutes)), done);
}

function linesOf(parcels: readonly Parcel[]): { readonly sequence: number; readonly bytes: Buffer }[] {
  return parcels.map((parcel) => ({ sequence: parcel.sequence, bytes: lineOf(parcel.sequence, bodyOfParcel(parcel)) }));
}

/** The parcels of a file that are not acknowledged; what cannot be read any more is passed over. */
async function parcelsOf(segment: Segment): Promise<Parcel[]> {
  const bytes = await readPart(segment, segment.acknowledgedBytes, segment.bytes);
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const parsed = parcelSchema.safeParse(parseJson(line));
      return parsed.success ? [parsed.data] : [];
    });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function callsOf(parcels: readonly Parcel[]): number {
  return parcels
    .flatMap(({ counts }) => counts)
    .flatMap(({ byClass }) => byClass)
    .reduce((sum, calls) => sum + calls, 0);
}
