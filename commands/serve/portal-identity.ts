/** The identity header with which the portal asks services for open data: like the gateway's, without an application. */
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { limits } from '#base/limits.ts';
import { ensureIdentityHeaderKey } from '#identity/keys/published.ts';
import type { Registry } from '#registry/operation.ts';

type Made = { readonly header: string; readonly untilMs: number };

/** Makes the function that gives the header for calls to an API; the same one again within half of its life. */
export function openPortalIdentity(registry: Registry): (api: string) => Promise<string> {
  const made = new Map<string, Made>();
  return async (api) => {
    const nowMs = registry.clock.nowMs();
    const known = made.get(api);
    if (known !== undefined && known.untilMs > nowMs) return known.header;
    const { kid, privateKeyPem } = await ensureIdentityHeaderKey(registry);
    const issuedAt = Math.floor(nowMs / 1000);
    const header = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'guichet-identity+jwt' })
      .setIssuer('guichet')
      .setAudience(api)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + limits.identityHeaderMs / 1000)
      .sign(createPrivateKey(privateKeyPem));
    made.set(api, { header, untilMs: nowMs + limits.identityHeaderReuseMs });
    return header;
  };
}
