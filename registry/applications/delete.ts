import { and, eq, inArray } from 'drizzle-orm';
import { apiKeys, applications, subscriptions } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { applicationSchema, presentApplication } from '#registry/applications/schema.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { withdrawApiKeys } from '#registry/credentials/withdraw-api-key.ts';
import { withdrawSecrets } from '#registry/credentials/withdraw.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { moveSubscription } from '#registry/subscriptions/record.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

/**
 * Deletes an application: withdraws its secrets and API keys and ends its subscriptions. Its rows stay for the audit, its name is free
 * again.
 *
 * @throws Problem `application.not_found` (404)
 */
export const deleteApplication = operation({
  name: 'application.delete',
  summary: 'Deletes an application, its secrets, its API keys and its subscriptions.',
  http: { method: 'delete', path: '/applications/{application}' },
  input: oneApplicationInput,
  output: applicationSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }) => {
    const deleted = { enabled: false, deletedAt: work.now };
    await work.tx.update(applications).set(deleted).where(eq(applications.id, subject.id));
    const secrets = await withdrawSecrets(work, subject.credential.id);
    const keys = await withdrawApiKeys(work, eq(apiKeys.applicationId, subject.id));
    const ended = await endSubscriptions(work, subject.id);
    const details = { name: subject.name, deleted: true };
    return {
      result: presentApplication({ ...subject, ...deleted }),
      audit: [
        { subjectType: 'application', subjectId: subject.id, details },
        ...secrets.audit,
        ...keys.audit,
        ...ended,
      ],
    };
  },
});

async function endSubscriptions(work: Work, applicationId: string): Promise<readonly AuditNote[]> {
  const live = await work.tx
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.applicationId, applicationId), inArray(subscriptions.state, [...liveStates])))
    .for('no key update');
  const notes: AuditNote[] = [];
  for (const subscription of live) {
    notes.push(await moveSubscription(work, subscription, 'revoked', 'the application was deleted', true));
  }
  return notes;
}
