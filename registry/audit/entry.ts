import { newId } from '#base/ids.ts';
import { auditEntries } from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';

/** One thing that an operation changed. `details` never holds a secret. */
export type AuditNote = {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Writes an audit entry for each of `notes`, in the operation's own transaction. */
export async function writeAudit(work: Work, action: string, notes: readonly AuditNote[]): Promise<void> {
  await work.tx.insert(auditEntries).values(
    notes.map((note) => ({
      id: newId(),
      at: work.now,
      actorId: work.actor.kind === 'account' ? work.actor.accountId : null,
      actorName: work.actor.name,
      action,
      subjectType: note.subjectType,
      subjectId: note.subjectId,
      details: note.details ?? {},
    })),
  );
}
