import { and, eq, type SQL } from 'drizzle-orm';
import { resourceRights, type accounts } from '#database/tables.ts';
import { lockAccount } from '#registry/accounts/find.ts';
import type { Permission, Work } from '#registry/operation.ts';
import { mayDecideFor } from '#registry/permission.ts';
import { findProvider, type FoundProvider } from '#registry/providers/find.ts';

/** One account and one resource of a provider. */
export type RightInput = {
  readonly account: string;
  readonly provider: string;
  readonly resourceType: string;
  readonly resourceId: string;
};

type Target = FoundProvider & { readonly account: Pick<typeof accounts.$inferSelect, 'id' | 'email'> };

/**
 * The actor may give rights on the provider's resources. Its administrators learn so whether an e-mail address has an
 * account: they name it to give it rights, and must know when it is wrong.
 *
 * @throws Problem `provider.not_found` (404), `account.not_found` (404), `permission.denied` (403)
 */
export async function mayGiveRights(work: Work, input: RightInput): Promise<Permission<'decide-for-provider', Target>> {
  const provider = await findProvider(work.tx, input.provider);
  await mayDecideFor(work, provider);
  const { id, email } = await lockAccount(work.tx, input.account);
  return mayDecideFor(work, { ...provider, account: { id, email } });
}

/** The row of one right. */
export function rightRow(target: Target, input: RightInput): SQL | undefined {
  return and(
    eq(resourceRights.accountId, target.account.id),
    eq(resourceRights.providerId, target.providerId),
    eq(resourceRights.resourceType, input.resourceType),
    eq(resourceRights.resourceId, input.resourceId),
  );
}

/** How the audit names a right. */
export function rightName(target: Target, input: RightInput): string {
  return [target.account.id, target.providerId, input.resourceType, input.resourceId].join('/');
}
