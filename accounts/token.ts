import { randomBytes } from 'node:crypto';

/** Gives a new token of 256 random bits, base64url: what a browser or a mailed link holds; we keep its SHA-256 alone. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}
