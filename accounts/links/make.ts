import { and, eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import { accountLinks } from '#database/tables.ts';
import { newToken } from '#accounts/token.ts';
import type { Work } from '#registry/operation.ts';

export type LinkPurpose = typeof accountLinks.$inferSelect.purpose;

const lifeMs: Readonly<Record<LinkPurpose, number>> = {
  activate: limits.activationLinkMs,
  'reset-password': limits.resetPasswordLinkMs,
  'change-email': limits.changeEmailLinkMs,
};

type NewLink = {
  readonly accountId: string;
  readonly purpose: LinkPurpose;
  /** The new address of `change-email`. */
  readonly email?: string;
};

/** Makes a link for a mail and gives its token. Earlier ones of the same purpose stop working. */
export async function makeLink(work: Pick<Work, 'tx' | 'now'>, link: NewLink): Promise<string> {
  const { accountId, purpose, email = null } = link;
  await work.tx
    .delete(accountLinks)
    .where(and(eq(accountLinks.accountId, accountId), eq(accountLinks.purpose, purpose)));
  const token = newToken();
  const expiresAt = new Date(work.now.getTime() + lifeMs[purpose]);
  await work.tx
    .insert(accountLinks)
    .values({ digest: digestOf(token), accountId, purpose, email, createdAt: work.now, expiresAt });
  return token;
}
