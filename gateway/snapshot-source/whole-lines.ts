import type { SnapshotStore } from '#gateway/compile/store.ts';
import { beginLine, commitLine } from '#gateway/snapshot-records.ts';

/** Writes out what is in force now, as the lines of a whole snapshot; each line is made when it is asked for. */
export function wholeLines(store: SnapshotStore): Iterable<string> {
  const current = store.current();
  if (current === null) throw new Error('there is no snapshot to write');
  const records = store.records();
  return (function* (): Generator<string> {
    yield beginLine(current, null);
    for (const record of records) yield JSON.stringify(record);
    yield commitLine;
  })();
}
