import { newId } from '#base/ids.ts';
import { auditEntries } from '#database/tables.ts';
import type { Exchange } from '#identity/exchange.ts';

type AuditedAttempt = {
  readonly applicationId: string;
  /** Null: there is no such account. What was typed as user name is not kept: people type passwords there. */
  readonly accountId: string | null;
  readonly right: boolean;
};

/** Writes the audit line of a checked password. Nothing that gateways know has changed: the revision stays. */
export async function auditAttempt({ services, issuer, address }: Exchange, attempt: AuditedAttempt): Promise<void> {
  const nowMs = services.registry.clock.nowMs();
  await services.registry.database.query.insert(auditEntries).values({
    id: newId(nowMs),
    at: new Date(nowMs),
    actorId: attempt.right ? attempt.accountId : null,
    actorName: `application ${attempt.applicationId}`,
    action: attempt.right ? 'password_grant.accept' : 'password_grant.refuse',
    subjectType: 'account',
    subjectId: attempt.accountId ?? 'unknown',
    details: { issuer: issuer.slug, applicationId: attempt.applicationId, address },
  });
}
