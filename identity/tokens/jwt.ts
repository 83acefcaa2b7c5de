/** JSON Web Tokens (RFC 7519) in the compact form of RFC 7515, on node:crypto: signed and verified with the issuer's keys. */
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey } from '#identity/keys/signing-key.ts';

/** Claims of our access tokens: IdentityServer's, with `jti` for revocation and `secret_id`, so that a withdrawn secret kills them. */
const claimsSchema = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  exp: z.number().int(),
  nbf: z.number().int(),
  client_id: z.string(),
  scope: z.array(z.string()),
  sub: z.string().optional(),
  auth_time: z.number().int().optional(),
  idp: z.literal('idsrv').optional(),
  amr: z.array(z.literal('password')).optional(),
  jti: z.string(),
  secret_id: z.string(),
});
export type AccessClaims = z.infer<typeof claimsSchema>;

const headerSchema = z.strictObject({ alg: z.enum(['RS256', 'ES256']), typ: z.literal('JWT'), kid: z.string() });

const compact = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** The first part of a key's tokens, which is always the same. */
const headers = new WeakMap<KeyObject, string>();
const publicHalves = new WeakMap<KeyObject, KeyObject>();

/** Signs `claims`. */
export function signJwt({ kid, algorithm, privateKey }: SigningKey, claims: AccessClaims): string {
  let header = headers.get(privateKey);
  if (header === undefined) {
    header = Buffer.from(JSON.stringify({ alg: algorithm, typ: 'JWT', kid })).toString('base64url');
    headers.set(privateKey, header);
  }
  const signed = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  // RFC 7518 §3.4: an ES256 signature is the two numbers side by side, not DER.
  const signature = sign('sha256', Buffer.from(signed, 'latin1'), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** Gives the claims of `token` when one of `keys` signed it; null otherwise. Says nothing about times and audience. */
export function verifyJwt(keys: readonly SigningKey[], token: string): AccessClaims | null {
  if (!compact.test(token)) return null;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const declared = headerSchema.safeParse(readJson(header));
  if (!declared.success) return null;
  // The key decides the algorithm, never the token (RFC 8725 §3.1).
  const key = keys.find(({ kid, algorithm }) => kid === declared.data.kid && algorithm === declared.data.alg);
  if (key === undefined) return null;
  const publicKey = { key: publicHalf(key.privateKey), dsaEncoding: 'ieee-p1363' } as const;
  const genuine = verify('sha256', Buffer.from(`${header}.${payload}`), publicKey, Buffer.from(signature, 'base64url'));
  if (!genuine) return null;
  const claims = claimsSchema.safeParse(readJson(payload));
  return claims.success ? claims.data : null;
}

function publicHalf(privateKey: KeyObject): KeyObject {
  const known = publicHalves.get(privateKey) ?? createPublicKey(privateKey);
  publicHalves.set(privateKey, known);
  return known;
}

function readJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
