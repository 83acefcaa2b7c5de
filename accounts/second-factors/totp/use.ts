import { and, eq, isNotNull } from 'drizzle-orm';
import { totps } from '#database/tables.ts';
import { acceptedStep, openTotpSecret } from '#accounts/second-factors/totp/secret.ts';
import type { Work } from '#registry/operation.ts';

/** Uses a code of the account's authenticator app; false when it is wrong or was used before. */
export async function takeTotpCode(work: Work, accountId: string, code: string): Promise<boolean> {
  const [row] = await work.tx
    .select()
    .from(totps)
    .where(and(eq(totps.accountId, accountId), isNotNull(totps.confirmedAt)))
    .for('update');
  if (row === undefined) return false;
  const step = acceptedStep(openTotpSecret(work.sealingKey, row), code, work.now.getTime(), row.lastStep);
  if (step === null) return false;
  await work.tx.update(totps).set({ lastStep: step }).where(eq(totps.accountId, accountId));
  return true;
}
