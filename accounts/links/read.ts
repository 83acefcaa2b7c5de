import { and, eq } from 'drizzle-orm';
import { digestOf } from '#base/secret-digest.ts';
import type { Transaction } from '#database/database.ts';
import { accountLinks, accounts } from '#database/tables.ts';
import type { LinkPurpose } from '#accounts/links/make.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';
import type { Registry } from '#registry/operation.ts';

/** A link that can be used, and whom it acts on. */
export type LiveLink = {
  readonly state: 'live';
  readonly digest: Buffer;
  readonly account: AccountRow;
  /** The new address of `change-email`; null for the other purposes. */
  readonly email: string | null;
};

/**
 * What a token stands for. `used`: it did its work before; `dead`: it expired, was replaced by a newer one, or never existed,
 * which nobody can tell apart.
 */
export type LinkState = LiveLink | { readonly state: 'used' | 'dead' };

/** Looks a link up without using it: what the page of a mailed link shows, since mail scanners open links. */
export async function readLink(
  { database, clock }: Pick<Registry, 'database' | 'clock'>,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkState> {
  return database.query.transaction((tx) => lookUp({ tx, now: new Date(clock.nowMs()) }, purpose, token));
}

/** Uses a link: of several at once, one gets it live. */
export async function takeLink(work: LinkWork, purpose: LinkPurpose, token: string): Promise<LinkState> {
  const link = await lookUp(work, purpose, token, true);
  if (link.state === 'live') {
    await work.tx.update(accountLinks).set({ usedAt: work.now }).where(eq(accountLinks.digest, link.digest));
  }
  return link;
}

type LinkWork = { readonly tx: Transaction; readonly now: Date };

async function lookUp({ tx, now }: LinkWork, purpose: LinkPurpose, token: string, lock = false): Promise<LinkState> {
  const found = tx
    .select({ link: accountLinks, account: accounts })
    .from(accountLinks)
    .innerJoin(accounts, eq(accounts.id, accountLinks.accountId))
    .where(and(eq(accountLinks.digest, digestOf(token)), eq(accountLinks.purpose, purpose)));
  const [row] = lock ? await found.for('update') : await found;
  if (row === undefined || row.link.expiresAt <= now) return { state: 'dead' };
  if (row.link.usedAt !== null) return { state: 'used' };
  return { state: 'live', digest: row.link.digest, account: row.account, email: row.link.email };
}
