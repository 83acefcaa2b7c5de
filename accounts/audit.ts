import { writeAudit, type AuditNote } from '#registry/audit/entry.ts';
import type { Work } from '#registry/operation.ts';

/** Writes down what happened at the doors. Nothing that gateways know has changed: the registry's revision stays. */
export async function noteInAudit(
  work: Pick<Work, 'tx' | 'now'>,
  { id, email }: { readonly id: string; readonly email: string },
  action: string,
  details: AuditNote['details'] = {},
): Promise<void> {
  const audited = { tx: work.tx, now: work.now, actorId: id, actorName: email };
  await writeAudit(audited, action, [{ subjectType: 'account', subjectId: id, details }]);
}
