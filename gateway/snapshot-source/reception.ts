/** Takes the lines of one stream, or of one file, into the store: from `begin` to `commit`, or not at all. */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Stage, SnapshotStore } from '#gateway/compile/store.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { parseMessage, positionOf, type RecordChange, type SnapshotHead } from '#gateway/snapshot-records.ts';

type ReceptionOptions = {
  readonly store: SnapshotStore;
  /** Whether this state is to be taken at all. */
  readonly wants: (head: SnapshotHead) => boolean;
  /** Called after each commit. */
  readonly taken: (snapshot: CompiledSnapshot) => void;
  readonly log: Log;
};

export type Reception = {
  /** Takes the next line. @throws Error when it does not belong here: the stream is of no more use */
  readonly take: (line: string) => void;
};

/** What is under way; without a stage its records are passed over. */
type Receiving = { readonly head: SnapshotHead; stage: Stage | null; records: number };

/** Opens a reception; one that is left in the middle has changed nothing. */
export function openReception({ store, wants, taken, log }: ReceptionOptions): Reception {
  let receiving: Receiving | null = null;

  const begin = (head: SnapshotHead, from: string | null): void => {
    if (receiving !== null) throw new Error('a snapshot begins within another');
    receiving = { head, stage: null, records: 0 };
    if (!wants(head)) return;
    const current = store.current();
    if (from !== null && (current === null || from !== positionOf(current))) {
      throw new Error('a difference builds on another snapshot than the one in force');
    }
    receiving.stage = store.begin(head, from === null ? 'nothing' : 'current');
  };

  const open = (): Receiving => {
    if (receiving === null) throw new Error('a record comes before the beginning of a snapshot');
    return receiving;
  };

  /** What cannot be used leaves the present state in force; the next snapshot may be better. */
  const attempt = (step: (stage: Stage) => void): void => {
    const under = open();
    if (under.stage === null) return;
    try {
      step(under.stage);
    } catch (cause) {
      under.stage = null;
      const { revision } = under.head;
      log.error('a snapshot cannot be used; the present one stays in force', { revision }, cause);
    }
  };

  const change = (record: RecordChange): void => {
    const under = open();
    under.records += 1;
    if (under.records > limits.snapshotRecords) throw new Error(`more than ${limits.snapshotRecords} records`);
    attempt((stage) => stage.change(record));
  };

  return {
    take: (line) => {
      const message = parseMessage(line);
      switch (message.type) {
        case 'heartbeat':
          return;
        case 'begin':
          return begin(message, message.from);
        case 'put':
        case 'delete':
          return change(message);
        case 'commit':
          attempt((stage) => taken(stage.commit()));
          receiving = null;
      }
    },
  };
}
