import { and, count, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Query, Transaction } from '#database/database.ts';
import { passkeys, recoveryCodes, totps } from '#database/tables.ts';

/** A passkey as its owner sees it. */
export type ListedPasskey = {
  readonly id: string;
  readonly label: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
};

/** What protects an account besides its password. */
export type SecondFactors = {
  /** Since when an authenticator app does; null: none does. */
  readonly totpSince: Date | null;
  readonly passkeys: readonly ListedPasskey[];
  /** Recovery codes that were not used yet. */
  readonly recoveryCodesLeft: number;
};

/** Reads what protects an account, the newest passkey first. */
export async function readSecondFactors(query: Query | Transaction, accountId: string): Promise<SecondFactors> {
  const [totp] = await query.select({ since: totps.confirmedAt }).from(totps).where(eq(totps.accountId, accountId));
  const keys = await query
    .select({
      id: passkeys.id,
      label: passkeys.label,
      createdAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.accountId, accountId))
    .orderBy(desc(passkeys.createdAt), desc(passkeys.id));
  const [codes] = await query
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.accountId, accountId), isNull(recoveryCodes.usedAt)));
  return { totpSince: totp?.since ?? null, passkeys: keys, recoveryCodesLeft: codes?.left ?? 0 };
}

/** True when a login owes more than the password. */
export async function hasSecondFactor(tx: Transaction, accountId: string): Promise<boolean> {
  const confirmed = and(eq(totps.accountId, accountId), isNotNull(totps.confirmedAt));
  if ((await tx.$count(totps, confirmed)) > 0) return true;
  return (await tx.$count(passkeys, eq(passkeys.accountId, accountId))) > 0;
}
