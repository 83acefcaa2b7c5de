import { hash } from 'node:crypto';

/** SHA-256 of a token, hex: the name under which it is denied and never shown. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'hex');
}

/**
 * The same 32 bytes, one a character: the name under which a verdict is cached. Looking up a digest instead of the token
 * makes the time of a look-up tell nothing: whoever varies a guess changes all of its digest at once.
 */
export function cacheDigest(token: string): string {
  return hash('sha256', token, 'latin1');
}
