import { eq } from 'drizzle-orm';
import { recoveryCodes } from '#database/tables.ts';
import { hasSecondFactor } from '#accounts/second-factors/read.ts';
import type { Work } from '#registry/operation.ts';

/** Forgets the recovery codes of an account whose last second factor is gone: there is nothing left to stand in for. */
export async function forgetUselessCodes(work: Work, accountId: string): Promise<void> {
  if (await hasSecondFactor(work.tx, accountId)) return;
  await work.tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, accountId));
}
