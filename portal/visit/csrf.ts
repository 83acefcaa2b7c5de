/**
 * Tokens against forged requests (CSRF): an HMAC over what only this browser's cookie holds, so that nothing is kept on
 * the server. Each page gets it under another mask, so that a compressed page does not leak it byte by byte (BREACH).
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SealingKey } from '#base/seal.ts';

const macLength = 32;

export type CsrfKey = { readonly bytes: Buffer };

/** The key for these tokens, derived from the instance's sealing key: all processes of an instance share it. */
export function csrfKeyFrom(sealingKey: SealingKey): CsrfKey {
  return { bytes: Buffer.from(hkdfSync('sha256', sealingKey.bytes, '', 'guichet portal csrf', macLength)) };
}

function macOf(key: CsrfKey, cookie: string): Buffer {
  return createHmac('sha256', key.bytes).update(cookie).digest();
}

function exclusiveOr(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}

/** Gives a token for the browser that holds `cookie`. */
export function csrfToken(key: CsrfKey, cookie: string): string {
  const mask = randomBytes(macLength);
  return Buffer.concat([mask, exclusiveOr(mask, macOf(key, cookie))]).toString('base64url');
}

/** True when `token` was made for `cookie`; in constant time. */
export function isCsrfToken(key: CsrfKey, cookie: string, token: string): boolean {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== 2 * macLength) return false;
  const given = exclusiveOr(bytes.subarray(0, macLength), bytes.subarray(macLength));
  return timingSafeEqual(given, macOf(key, cookie));
}

/**
 * True when the browser itself says that another site sent the request (Fetch Metadata §2.4; Origin, RFC 6454 §7). What says
 * nothing is left to the token.
 */
export function comesFromElsewhere(headers: Headers, ownOrigins: readonly string[]): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  return origin !== null && !ownOrigins.includes(origin);
}
