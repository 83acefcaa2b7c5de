import { and, eq, isNull } from 'drizzle-orm';
import { seal } from '#base/seal.ts';
import { totps } from '#database/tables.ts';
import { newTotpSecret, openTotpSecret, totpAddress } from '#accounts/second-factors/totp/secret.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction } from '#registry/operation.ts';

/** What an authenticator app must learn: by QR code, or typed. */
export type TotpOffer = { readonly secret: string; readonly address: string };

/**
 * Offers a shared secret; it protects nothing until a first code confirms it. Asked again, it is the same: a form that failed
 * must not make the QR code invalid that was just scanned. Null: the account has an authenticator app already.
 */
export async function beginTotp(services: AccountServices, session: Session): Promise<TotpOffer | null> {
  const { registry, instanceName } = services;
  return inOneTransaction(registry, actorOf(session), async ({ tx, now, sealingKey }) => {
    const { accountId, email } = session;
    const fresh = seal(sealingKey, accountId, newTotpSecret());
    await tx.insert(totps).values({ accountId, sealedSecret: fresh, createdAt: now }).onConflictDoNothing();
    const [row] = await tx
      .select()
      .from(totps)
      .where(and(eq(totps.accountId, accountId), isNull(totps.confirmedAt)));
    if (row === undefined) return null;
    const secret = openTotpSecret(sealingKey, row);
    return { secret, address: totpAddress(secret, { instanceName, email }) };
  });
}
