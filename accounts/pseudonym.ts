import { eq, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import { auditEntries, subscriptionDecisions } from '#database/tables.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';
import type { Work } from '#registry/operation.ts';

/** What stands for a deleted account where its name and address stood: the same everywhere, and tells nothing. */
export function pseudonymOf(accountId: string): string {
  return `deleted-${accountId.slice(-12)}`;
}

/**
 * Takes a person's address out of what must stay: the audit and the decisions on subscriptions go on telling that one and the
 * same person acted, and not who (GDPR art. 4(5), 17(3)(b)).
 */
export async function pseudonymise(work: Pick<Work, 'tx'>, account: AccountRow): Promise<void> {
  const pseudonym = pseudonymOf(account.id);
  await work.tx
    .update(auditEntries)
    .set({ actorName: pseudonym })
    .where(or(eq(auditEntries.actorId, account.id), eq(auditEntries.actorName, account.email)));
  const [told, sandbox] = [jsonText(account.email), jsonText(`APP_SANDBOX_${account.email}`)];
  const details = replaced(replaced(auditEntries.details, told, pseudonym), sandbox, `APP_SANDBOX_${pseudonym}`);
  await work.tx
    .update(auditEntries)
    .set({ details })
    .where(
      sql`position(${told} in ${auditEntries.details}::text) + position(${sandbox} in ${auditEntries.details}::text) > 0`,
    );
  await work.tx
    .update(subscriptionDecisions)
    .set({ decidedAs: pseudonym })
    .where(or(eq(subscriptionDecisions.decidedBy, account.id), eq(subscriptionDecisions.decidedAs, account.email)));
}

function replaced(json: SQLWrapper, text: string, by: string): SQL<Record<string, unknown>> {
  return sql`replace((${json})::text, ${text}, ${jsonText(by)})::jsonb`;
}

/** A text as it stands in JSON, quotes included: an address that is the end of a longer one must not match. */
function jsonText(text: string): string {
  return JSON.stringify(text);
}
