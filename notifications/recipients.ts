/** To whom mails go, and in which language. */
import { eq, inArray } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { accountPreferences, accounts } from '#database/tables.ts';
import { parseMailAddress } from '#notifications/address.ts';

/** `both`: nothing is known of the reader's language. */
export type Recipient = { readonly to: string; readonly language: 'fr' | 'en' | 'both' };

/** Each of `addresses` once, with the language of the account that has it; those that are none are left out. */
export async function recipientsAt(tx: Transaction, addresses: readonly string[]): Promise<Recipient[]> {
  const sound = [...new Set(addresses.flatMap(addressOf))];
  if (sound.length === 0) return [];
  const known = await tx
    .select({ email: accounts.email, language: accountPreferences.language })
    .from(accounts)
    .innerJoin(accountPreferences, eq(accountPreferences.accountId, accounts.id))
    .where(inArray(accounts.email, sound));
  const languages = new Map(known.map(({ email, language }) => [email, language]));
  return sound.map((to) => ({ to, language: languages.get(to) ?? 'both' }));
}

/** An address that a declaration has wrong must not keep anybody from being told. */
function addressOf(text: string): string[] {
  try {
    return [parseMailAddress(text.trim().toLowerCase())];
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}
