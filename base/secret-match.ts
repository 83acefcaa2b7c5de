import { digestOf, sameDigest } from '#base/secret-digest.ts';

/** What must be known of a secret to accept it. */
export type KnownSecret = {
  /** SHA-256 of the secret. */
  readonly digest: Uint8Array;
  /** From when on it is refused; null: never. */
  readonly expiresAtMs: number | null;
};

/** True until the moment at which a secret expires. */
export function secretInTime({ expiresAtMs }: Pick<KnownSecret, 'expiresAtMs'>, nowMs: number): boolean {
  return expiresAtMs === null || nowMs < expiresAtMs;
}

/**
 * Gives the one among `secrets` that was presented and has not expired, or null. All of them are compared in constant
 * time, also after a match: the time tells neither which one it was nor how near a guess came.
 */
export function matchSecret<Secret extends KnownSecret>(
  secrets: Iterable<Secret>,
  presented: string,
  nowMs: number,
): Secret | null {
  const digest = digestOf(presented);
  let matched: Secret | null = null;
  for (const secret of secrets) {
    const equal = sameDigest(secret.digest, digest);
    if (equal && secretInTime(secret, nowMs)) matched = secret;
  }
  return matched;
}
