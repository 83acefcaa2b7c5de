import { newId } from '#base/ids.ts';
import { auditEntries } from '#database/tables.ts';
import type { Transaction } from '#database/database.ts';

/** One thing that an operation changed. `details` never holds a secret. */
export type AuditNote = {
  readonly subjectType: string;
  readonly subjectId: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Who acted, when, and the transaction of what was done. `actorId` is null when no account acted. */
export type AuditedWork = {
  readonly tx: Transaction;
  readonly now: Date;
  readonly actorId: string | null;
  readonly actorName: string;
};

/** Writes an audit entry for each of `notes`, in the operation's own transaction. */
export async function writeAudit(work: AuditedWork, action: string, notes: readonly AuditNote[]): Promise<void> {
  await work.tx.insert(auditEntries).values(
    notes.map((note) => ({
      id: newId(),
      at: work.now,
      actorId: work.actorId,
      actorName: work.actorName,
      action,
      subjectType: note.subjectType,
      subjectId: note.subjectId,
      details: note.details ?? {},
    })),
  );
}
