import { hash } from 'node:crypto';

/** SHA-256 of a token, hex: the name under which it is denied and never shown. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'hex');
}
