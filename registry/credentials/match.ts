import { digestOf, sameDigest } from '#base/secret-digest.ts';

/** What must be known of a secret to accept it. */
export type SecretCandidate = {
  readonly id: string;
  /** SHA-256 of the secret. */
  readonly digest: Uint8Array;
  readonly expiresAt: Date | null;
  readonly withdrawnAt: Date | null;
};

/** True while a secret is neither withdrawn nor expired. */
export function isLive(secret: Pick<SecretCandidate, 'expiresAt' | 'withdrawnAt'>, now: Date): boolean {
  return secret.withdrawnAt === null && (secret.expiresAt === null || secret.expiresAt > now);
}

/**
 * Gives the live secret among `secrets` that was presented, or null. Every candidate is compared in constant time, also
 * after a match: the time tells neither which one it was nor how near a guess came.
 */
export function matchSecret<Secret extends SecretCandidate>(
  secrets: readonly Secret[],
  presented: string,
  now: Date,
): Secret | null {
  const digest = digestOf(presented);
  let matched: Secret | null = null;
  for (const secret of secrets) {
    if (sameDigest(digest, secret.digest) && isLive(secret, now)) matched = secret;
  }
  return matched;
}
