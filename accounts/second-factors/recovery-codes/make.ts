import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { recoveryCodes } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { newRecoveryCode, recoveryCodeDigest } from '#accounts/second-factors/recovery-codes/code.ts';
import { hasSecondFactor } from '#accounts/second-factors/read.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction, type Work } from '#registry/operation.ts';

/** The codes that come with a first second factor; none when there are some already, used or not. */
export async function firstRecoveryCodes(work: Work, accountId: string): Promise<readonly string[]> {
  if ((await work.tx.$count(recoveryCodes, eq(recoveryCodes.accountId, accountId))) > 0) return [];
  return makeCodes(work, accountId);
}

/** Makes new codes in place of all earlier ones; none for an account without a second factor, which needs no stand-in. */
export async function renewRecoveryCodes(services: AccountServices, session: Session): Promise<readonly string[]> {
  const account = { id: session.accountId, email: session.email };
  return inOneTransaction(services.registry, actorOf(session), async (work) => {
    if (!(await hasSecondFactor(work.tx, account.id))) return [];
    await work.tx.delete(recoveryCodes).where(eq(recoveryCodes.accountId, account.id));
    const codes = await makeCodes(work, account.id);
    await noteInAudit(work, account, 'recovery_codes.renew');
    await tellChange(services, work, account, 'recovery-codes');
    return codes;
  });
}

async function makeCodes({ tx, now }: Work, accountId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: limits.recoveryCodes }, newRecoveryCode);
  await tx
    .insert(recoveryCodes)
    .values(codes.map((code) => ({ digest: recoveryCodeDigest(code), accountId, createdAt: now })));
  return codes;
}
