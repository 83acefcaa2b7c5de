import { openSnapshotStore } from '#gateway/compile/store.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { recordsOf } from '#gateway/snapshot-records.ts';
import type { Snapshot } from '#gateway/snapshot.ts';

/** Compiles one snapshot that will never change. @throws Error when the identity header's key is no P-256 private key */
export function compileSnapshot(snapshot: Snapshot): CompiledSnapshot {
  const stage = openSnapshotStore().begin(snapshot, 'nothing');
  for (const record of recordsOf(snapshot)) stage.change(record);
  return stage.commit();
}
