import { and, eq, isNotNull, lte } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { accountLinks, accounts, passkeyChallenges, sessions } from '#database/tables.ts';
import { portalItself } from '#accounts/actor.ts';
import { removeUnactivated } from '#accounts/sign-up/remove-unactivated.ts';
import { inOneTransaction, type Registry } from '#registry/operation.ts';

/** Removes what has had its time: sessions, links, challenges, and sign-ups that nobody activated. */
export async function sweepAccounts(registry: Registry): Promise<void> {
  const { query } = registry.database;
  const now = new Date(registry.clock.nowMs());
  await query.delete(sessions).where(lte(sessions.expiresAt, now));
  await query.delete(sessions).where(lte(sessions.idleExpiresAt, now));
  await query.delete(accountLinks).where(lte(accountLinks.expiresAt, now));
  await query.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAt, now));
  const late = await query
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(isNotNull(accounts.activateBefore), lte(accounts.activateBefore, now)))
    .limit(limits.sweptSignUps);
  for (const { id } of late) await removeLate(registry, id);
}

/** One at a time, looked at again under a lock: it may be activated this very moment. */
async function removeLate(registry: Registry, id: string): Promise<void> {
  await inOneTransaction(registry, portalItself, async (work) => {
    const late = and(eq(accounts.id, id), eq(accounts.active, false), lte(accounts.activateBefore, work.now));
    const [account] = await work.tx.select().from(accounts).where(late).for('update');
    if (account !== undefined) await removeUnactivated(work, account);
  });
}
