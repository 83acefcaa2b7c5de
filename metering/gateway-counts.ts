/**
 * The counts that the gateway of this instance keeps in its files (`<data>/gateway/usage/counts.ndjson`, and those put aside
 * beside it), added up per day, application and API. What was read is kept, so that each reading goes on where the last
 * one ended.
 */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { limits } from '#base/limits.ts';

/** Of a line, what is asked about here. */
const lineSchema = z.object({
  atMs: z.number(),
  apiId: z.string().nullable(),
  applicationId: z.string(),
  /** Answers by the first digit of their status; 0 for calls that had none. */
  byClass: z.array(z.number().int().nonnegative()).length(6),
});
type Line = z.infer<typeof lineSchema>;

/** Calls of one day (in Paris) to one API; null: to an address that no API has. */
export type DayCount = { readonly day: string; readonly apiId: string | null; readonly byClass: readonly number[] };

export type ApplicationUsage = {
  /** When the oldest count that was read is from; null: there is none of any application. */
  readonly sinceMs: number | null;
  /** True: there were more counts than are read, and the oldest are left out. */
  readonly cut: boolean;
  readonly counts: readonly DayCount[];
};

export type GatewayCounts = {
  /** Reads what is new, and gives an application's counts by day. Without any file: no counts. */
  readonly of: (applicationId: string) => Promise<ApplicationUsage>;
};

/** A file of counts as it lies there: its number in the file system stays when it is put aside. */
type Found = { readonly path: string; readonly inode: number; readonly size: number };

/** Opens the counts in `folder`. */
export function openGatewayCounts(folder: string): GatewayCounts {
  const totals = openTotals();
  /** Where the last reading ended. */
  let ended: { readonly inode: number; readonly position: number } | null = null;
  let cut = false;
  let reading = Promise.resolve();

  async function readOn(): Promise<void> {
    const files = await findFiles(folder);
    const known = files.findIndex(({ inode }) => inode === ended?.inode);
    const unread = known === -1 ? files : files.slice(known);
    if (known === -1 && ended !== null) cut = true;
    const first = known === -1 ? 0 : (ended?.position ?? 0);
    const rest = unread.reduce((sum, { size }) => sum + size, -first);
    let skipped = Math.max(0, rest - limits.usageReadBytes);
    cut ||= skipped > 0;
    for (const [index, file] of unread.entries()) {
      const from = index === 0 ? first : 0;
      const position = Math.min(from + skipped, file.size);
      skipped -= position - from;
      ended = { inode: file.inode, position: await readLines(file, position, position > from, totals.add) };
    }
  }

  return {
    of: async (applicationId) => {
      // One at a time: two would count the same lines twice.
      reading = reading.catch(() => {}).then(readOn);
      await reading;
      return { sinceMs: totals.sinceMs(), cut: cut || totals.full(), counts: totals.of(applicationId) };
    },
  };
}

/** The files, oldest first. */
async function findFiles(folder: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (let age: number = limits.usageFiles; age >= 0; age -= 1) {
    const path = join(folder, age === 0 ? 'counts.ndjson' : `counts.${age}.ndjson`);
    const info = await stat(path).catch(() => null);
    if (info !== null) found.push({ path, inode: info.ino, size: info.size });
  }
  return found;
}

/** Hands over the whole lines from `position` on; gives where the next reading begins. A line that was cut is passed over. */
async function readLines(
  { path, size, inode }: Found,
  position: number,
  beginsInside: boolean,
  add: (line: Line) => void,
): Promise<number> {
  const file = await open(path, 'r');
  let [at, rest, drop] = [position, '', beginsInside];
  try {
    // It may have been put aside since it was found: then this is another file.
    if ((await file.stat()).ino !== inode) return position;
    const block = Buffer.alloc(limits.usageBlockBytes);
    while (at < size) {
      const { bytesRead } = await file.read(block, 0, Math.min(block.length, size - at), at);
      if (bytesRead === 0) break;
      at += bytesRead;
      // Ids, times and numbers are ASCII.
      const lines = (rest + block.toString('latin1', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of drop ? lines.slice(1) : lines) addLine(line, add);
      drop &&= lines.length === 0;
    }
  } finally {
    await file.close();
  }
  return at - rest.length;
}

function addLine(text: string, add: (line: Line) => void): void {
  const parsed = lineSchema.safeParse(parseJson(text));
  if (parsed.success) add(parsed.data);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Adds lines up: calls of each application by day and API. */
function openTotals() {
  const byApplication = new Map<string, Map<string, DayCount & { readonly byClass: number[] }>>();
  const dayOf = openDays();
  let sinceMs: number | null = null;
  let cells = 0;
  return {
    add: ({ atMs, apiId, applicationId, byClass }: Line): void => {
      sinceMs = Math.min(sinceMs ?? atMs, atMs);
      const day = dayOf(atMs);
      const counts = byApplication.get(applicationId) ?? new Map<string, DayCount & { readonly byClass: number[] }>();
      const key = `${day} ${apiId ?? ''}`;
      const count = counts.get(key) ?? { day, apiId, byClass: [0, 0, 0, 0, 0, 0] };
      if (!counts.has(key)) {
        if (cells >= limits.usageCells) return;
        cells += 1;
        counts.set(key, count);
        byApplication.set(applicationId, counts);
      }
      for (const [index, calls] of byClass.entries()) count.byClass[index] = (count.byClass[index] ?? 0) + calls;
    },
    of: (applicationId: string): readonly DayCount[] => [...(byApplication.get(applicationId)?.values() ?? [])],
    sinceMs: () => sinceMs,
    full: () => cells >= limits.usageCells,
  };
}

const dayFormat = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Europe/Paris' });

/** The day in Paris that a moment is on: `2026-11-21`. */
export function parisDay(atMs: number): string {
  return dayFormat.format(atMs);
}

/** The same, worked out once an hour: no day begins within one. */
function openDays(): (atMs: number) => string {
  const hourMs = 3600_000;
  let [hour, day] = [-1, ''];
  return (atMs) => {
    const asked = Math.floor(atMs / hourMs);
    if (asked !== hour) [hour, day] = [asked, parisDay(asked * hourMs)];
    return day;
  };
}
