import { and, eq, isNull } from 'drizzle-orm';
import { totps } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { firstRecoveryCodes } from '#accounts/second-factors/recovery-codes/make.ts';
import { acceptedStep, openTotpSecret } from '#accounts/second-factors/totp/secret.ts';
import { counted } from '#accounts/second-factors/counted.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction } from '#registry/operation.ts';

/**
 * What a first code came to. With the first second factor come recovery codes, shown this once; none when the account has
 * some already.
 */
export type TotpConfirmation =
  | { readonly right: true; readonly recoveryCodes: readonly string[] }
  | { readonly right: false };

/** Confirms the offered secret by a first code: from now on a login owes one. @throws Problem `account.throttled` (429) */
export async function confirmTotp(
  services: AccountServices,
  session: Session,
  code: string,
): Promise<TotpConfirmation> {
  const { registry } = services;
  const account = { id: session.accountId, email: session.email };
  return counted(services, account.id, () =>
    inOneTransaction(registry, actorOf(session), async (work) => {
      const [row] = await work.tx
        .select()
        .from(totps)
        .where(and(eq(totps.accountId, account.id), isNull(totps.confirmedAt)))
        .for('update');
      if (row === undefined) return { right: false };
      const step = acceptedStep(openTotpSecret(work.sealingKey, row), code, work.now.getTime(), null);
      if (step === null) return { right: false };
      await work.tx.update(totps).set({ confirmedAt: work.now, lastStep: step }).where(eq(totps.accountId, account.id));
      const recoveryCodes = await firstRecoveryCodes(work, account.id);
      await noteInAudit(work, account, 'totp.add');
      await tellChange(services, work, account, 'totp-added');
      return { right: true, recoveryCodes };
    }),
  );
}
