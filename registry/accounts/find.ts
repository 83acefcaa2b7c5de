import { eq, type SQL } from 'drizzle-orm';
import type { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { accounts } from '#database/tables.ts';
import type { AccountRow } from '#registry/accounts/schema.ts';
import { isId, notFound } from '#registry/reference.ts';

export function accountNotFound(): Problem {
  return notFound('account.not_found', {
    en: 'There is no such account.',
    fr: "Ce compte n'existe pas.",
  });
}

/** Finds an account by id or e-mail address. @throws Problem `account.not_found` (404) */
export async function readAccount(tx: Transaction, reference: string): Promise<AccountRow> {
  return found(await tx.select().from(accounts).where(named(reference)));
}

/** The same, and locks it against other changes. @throws Problem `account.not_found` (404) */
export async function lockAccount(tx: Transaction, reference: string): Promise<AccountRow> {
  return found(await tx.select().from(accounts).where(named(reference)).for('no key update'));
}

function named(reference: string): SQL {
  return isId(reference) ? eq(accounts.id, reference) : eq(accounts.email, reference.toLowerCase());
}

function found(rows: readonly AccountRow[]): AccountRow {
  const account = rows[0];
  if (account === undefined) throw accountNotFound();
  return account;
}
