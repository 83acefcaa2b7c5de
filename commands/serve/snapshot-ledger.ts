/**
 * What has been published: the last snapshot record by record, and which records each publication before it changed, so
 * that a gateway gets what it has missed and no more.
 */
import { limits } from '#base/limits.ts';
import {
  beginLine,
  commitLine,
  positionOf,
  recordsOf,
  tableSchema,
  type RecordChange,
  type SnapshotHead,
} from '#gateway/snapshot-records.ts';
import type { Snapshot } from '#gateway/snapshot.ts';

export type SnapshotLedger = {
  /** Takes the next snapshot in. False when it says nothing else than the last one. */
  readonly publish: (snapshot: Snapshot) => boolean;
  /** Position of the last publication; null before the first. */
  readonly position: () => string | null;
  /**
   * The lines that lead a gateway from the position `have` to the last publication: the difference where `have` is still
   * known, everything otherwise. They may be read slowly: they stay those of this moment.
   */
  readonly linesSince: (have: string | null) => Iterable<string>;
};

/** Line of each record by `<table> <key>`. A publication makes a new map and never changes one: readers may hold it. */
type Records = ReadonlyMap<string, string>;

type Publication = { readonly head: SnapshotHead; readonly position: string; readonly changed: ReadonlySet<string> };

export function openSnapshotLedger(): SnapshotLedger {
  let records: Records = new Map();
  /** Oldest first; what the first one changed is not needed any more. */
  let history: Publication[] = [];

  const last = (): Publication => {
    const publication = history.at(-1);
    if (publication === undefined) throw new Error('nothing has been published yet');
    return publication;
  };

  return {
    position: () => history.at(-1)?.position ?? null,
    publish: (snapshot) => {
      const before = history.at(-1);
      const next = readRecords(snapshot, records);
      const changed = changesBetween(records, next);
      if (before !== undefined && changed.size === 0 && isSameRevision(before.head, snapshot)) return false;
      const head = nextHead(snapshot, before?.head);
      if (head.registryId !== before?.head.registryId) history = [];
      history.push({ head, position: positionOf(head), changed });
      forgetOldest(history);
      records = next;
      return true;
    },
    linesSince: (have) => {
      const known = have === null ? -1 : history.findIndex(({ position }) => position === have);
      if (known === -1) return wholeLines(last().head, records);
      const missed = history.slice(known + 1).map(({ changed }) => changed);
      return differenceLines(last().head, have, new Set(missed.flatMap((names) => [...names])), records);
    },
  };
}

/** Lines that have not changed are the strings that they were: the old ones are not kept twice. */
function readRecords(snapshot: Snapshot, before: Records): Records {
  const records = new Map<string, string>();
  for (const record of recordsOf(snapshot)) {
    const name = `${record.table} ${record.key}`;
    const line = JSON.stringify(record);
    const known = before.get(name);
    records.set(name, known === line ? known : line);
  }
  return records;
}

function changesBetween(before: Records, next: Records): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [name, line] of next) if (before.get(name) !== line) changed.add(name);
  for (const name of before.keys()) if (!next.has(name)) changed.add(name);
  return changed;
}

function isSameRevision(one: SnapshotHead, other: SnapshotHead): boolean {
  return one.registryId === other.registryId && one.revision === other.revision;
}

/** Of two publications of one revision the later one has the later time, also when the clock was set back between them. */
function nextHead({ registryId, revision, madeAtMs }: SnapshotHead, before: SnapshotHead | undefined): SnapshotHead {
  const head = { registryId, revision, madeAtMs };
  if (before === undefined || !isSameRevision(before, head)) return head;
  return { ...head, madeAtMs: Math.max(madeAtMs, before.madeAtMs + 1) };
}

function forgetOldest(history: Publication[]): void {
  let kept = history.slice(1).reduce((count, { changed }) => count + changed.size, 0);
  while (history.length > 1 && (history.length > limits.snapshotHistory || kept > limits.snapshotHistoryRecords)) {
    history.shift();
    kept -= history[0]?.changed.size ?? 0;
  }
}

function* wholeLines(head: SnapshotHead, records: Records): Generator<string> {
  yield beginLine(head, null);
  yield* records.values();
  yield commitLine;
}

function* differenceLines(
  head: SnapshotHead,
  from: string | null,
  changed: ReadonlySet<string>,
  records: Records,
): Generator<string> {
  yield beginLine(head, from);
  for (const name of changed) yield records.get(name) ?? deleteLine(name);
  yield commitLine;
}

function deleteLine(name: string): string {
  const space = name.indexOf(' ');
  return JSON.stringify({
    type: 'delete',
    table: tableSchema.parse(name.slice(0, space)),
    key: name.slice(space + 1),
  } satisfies RecordChange);
}
