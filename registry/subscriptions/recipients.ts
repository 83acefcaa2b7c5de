/** Who is written to about a subscription, and in which language. */
import { and, eq, inArray } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { accountPreferences, accounts } from '#database/tables.ts';
import { parseMailAddress } from '#notifications/address.ts';
import type { Work } from '#registry/operation.ts';
import { readAdministrators, type SubscriptionDetails } from '#registry/subscriptions/details.ts';

/** `both`: nothing is known of the reader's language. */
export type Recipient = { readonly to: string; readonly language: 'fr' | 'en' | 'both' };

/** Those who decide: the addresses that the APIs name, and the provider's administrators. */
export async function decidersOf(
  work: Work,
  details: SubscriptionDetails,
  organisationId: string,
): Promise<Recipient[]> {
  const people = await readAdministrators(work.tx, [organisationId]);
  return recipients(work, [...details.deciders.mails, ...people.map(({ email }) => email)]);
}

/**
 * Those who asked: the person, and the application's contact address once somebody has shown that mail reaches it.
 * People who have left, or whose account is shut, are not written to.
 */
export async function askersOf(work: Work, details: SubscriptionDetails): Promise<Recipient[]> {
  const asker = details.requester?.email ?? '';
  const active = and(eq(accounts.email, asker), eq(accounts.active, true));
  const contact = details.application.emailVerified ? [details.application.email] : [];
  return recipients(work, [...((await work.tx.$count(accounts, active)) > 0 ? [asker] : []), ...contact]);
}

async function recipients(work: Work, mails: readonly string[]): Promise<Recipient[]> {
  const addresses = [...new Set(mails.flatMap(addressOf))];
  if (addresses.length === 0) return [];
  const known = await work.tx
    .select({ email: accounts.email, language: accountPreferences.language })
    .from(accounts)
    .innerJoin(accountPreferences, eq(accountPreferences.accountId, accounts.id))
    .where(inArray(accounts.email, addresses));
  const languages = new Map(known.map(({ email, language }) => [email, language]));
  return addresses.map((to) => ({ to, language: languages.get(to) ?? 'both' }));
}

/** An address that a declaration has wrong must not keep anybody from asking. */
function addressOf(text: string): string[] {
  try {
    return [parseMailAddress(text.trim().toLowerCase())];
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
