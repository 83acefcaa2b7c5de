import { and, eq, isNull } from 'drizzle-orm';
import { recoveryCodes } from '#database/tables.ts';
import { recoveryCodeDigest } from '#accounts/second-factors/recovery-codes/code.ts';
import type { Work } from '#registry/operation.ts';

/** Uses a recovery code of the account; false when it is none of them or was used before. */
export async function takeRecoveryCode(work: Work, accountId: string, code: string): Promise<boolean> {
  const used = await work.tx
    .update(recoveryCodes)
    .set({ usedAt: work.now })
    .where(
      and(
        eq(recoveryCodes.digest, recoveryCodeDigest(code)),
        eq(recoveryCodes.accountId, accountId),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ usedAt: recoveryCodes.usedAt });
  return used.length > 0;
}
