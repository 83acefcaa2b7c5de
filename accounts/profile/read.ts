import { eq } from 'drizzle-orm';
import { accountPreferences, accounts } from '#database/tables.ts';
import type { Registry } from '#registry/operation.ts';

/** What a person may see and change of the own account. */
export type Profile = {
  readonly name: string;
  readonly email: string;
  readonly language: 'fr' | 'en' | null;
  readonly wantsNews: boolean;
  readonly wantsSurveys: boolean;
  readonly createdAt: Date;
};

/** Reads the profile of who is logged in. */
export async function readProfile({ database }: Pick<Registry, 'database'>, accountId: string): Promise<Profile> {
  const [row] = await database.query
    .select({ account: accounts, chosen: accountPreferences })
    .from(accounts)
    .leftJoin(accountPreferences, eq(accountPreferences.accountId, accounts.id))
    .where(eq(accounts.id, accountId));
  if (row === undefined) throw new Error('a session has no account');
  const { account, chosen } = row;
  return {
    name: account.name,
    email: account.email,
    createdAt: account.createdAt,
    language: chosen?.language ?? null,
    wantsNews: chosen?.wantsNews ?? false,
    wantsSurveys: chosen?.wantsSurveys ?? false,
  };
}
