import { Secret, TOTP } from 'otpauth';
import { unseal, type SealingKey } from '#base/seal.ts';

/** RFC 6238 as every authenticator app takes it: SHA-1, six digits, 30 seconds. */
const periodMs = 30_000;
const algorithm = { algorithm: 'SHA1', digits: 6, period: periodMs / 1000 };

/** Bytes of a shared secret: RFC 4226 §4 R6 recommends 160 bits. */
const secretBytes = 20;

type Labels = { readonly instanceName: string; readonly email: string };

/** A new shared secret, Base32. */
export function newTotpSecret(): string {
  return new Secret({ size: secretBytes }).base32;
}

/** The address that an authenticator app reads from the QR code (`otpauth://totp/…`). */
export function totpAddress(secret: string, { instanceName, email }: Labels): string {
  return new TOTP({ ...algorithm, issuer: instanceName, label: email, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * Gives the time step that `code` belongs to, one before and after now included (RFC 6238 §5.2); null when it is none of
 * them, or when that step or a later one was accepted before: a code works once.
 */
export function acceptedStep(secret: string, code: string, nowMs: number, lastStep: number | null): number | null {
  const delta = TOTP.validate({
    ...algorithm,
    token: code.replaceAll(/\s/g, ''),
    secret: Secret.fromBase32(secret),
    timestamp: nowMs,
    window: 1,
  });
  if (delta === null) return null;
  const step = Math.floor(nowMs / periodMs) + delta;
  return lastStep !== null && step <= lastStep ? null : step;
}

/** Opens the shared secret of a row. @throws Problem `seal.broken` (500) */
export function openTotpSecret(
  key: SealingKey,
  row: { readonly accountId: string; readonly sealedSecret: Buffer },
): string {
  return unseal(key, row.accountId, row.sealedSecret).toString('latin1');
}
