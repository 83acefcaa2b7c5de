import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret or token that has at least 256 random bits of its own: nothing slower is needed (ASVS 6.5.2). */
export function digestOf(secret: string): Buffer {
  // As text first: that is made into a small Buffer out of Node's pool, where `buffer` would be memory of its own.
  return Buffer.from(hash('sha256', secret, 'latin1'), 'latin1');
}

/** The same as hexadecimal digits. */
export function hexDigestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Compares two digests in constant time. */
export function sameDigest(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
