/**
 * `X-Guichet-Identity`: who calls, as a compact JWS (RFC 7515) that the service behind an API verifies with the gateways'
 * public key. Short-lived, and made for one API alone.
 */
import { sign } from 'node:crypto';
import { limits } from '#base/limits.ts';
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Caller, MadeIdentity } from '#gateway/decide/decision.ts';

export type IdentityHeaders = {
  /** Gives the header for a call; the same one again within half of its life, as long as nothing that it says has changed. */
  readonly headerFor: (snapshot: CompiledSnapshot, route: CompiledRoute, caller: Caller, nowMs: number) => string;
};

export function openIdentityHeaders(): IdentityHeaders {
  const made = new Map<CompiledApplication, readonly MadeIdentity[]>();
  const find = (key: MadeIdentity['key'], route: CompiledRoute, caller: Caller, nowMs: number): MadeIdentity => {
    const { application, account } = caller;
    const known = made.get(application) ?? [];
    for (const one of known) {
      if (one.account === account && serves(one, key, route, nowMs)) return one;
    }
    const header = signIdentity(key, claimsOf(route, caller, nowMs));
    const identity = { route, account, key, header, untilMs: nowMs + limits.identityHeaderReuseMs };
    const living = known.filter((one) => one.untilMs > nowMs).slice(1 - limits.identityHeadersPerApplication);
    if (made.size >= limits.identityHeaders) made.clear();
    made.set(application, [...living, identity]);
    return identity;
  };
  return {
    headerFor: ({ identityKey }, route, caller, nowMs) => {
      const last = caller.identity;
      if (last !== null && serves(last, identityKey, route, nowMs)) return last.header;
      caller.identity = find(identityKey, route, caller, nowMs);
      return caller.identity.header;
    },
  };
}

function serves(one: MadeIdentity, key: MadeIdentity['key'], route: CompiledRoute, nowMs: number): boolean {
  return one.route === route && one.key === key && one.untilMs > nowMs;
}

/** What the upstream is told about a call. */
export type IdentityClaims = {
  readonly iss: 'guichet';
  /** Slug of the API that the call is for. */
  readonly aud: string;
  /** Seconds since the Unix epoch (RFC 7519 §2). */
  readonly iat: number;
  readonly exp: number;
  readonly application: {
    readonly id: string;
    readonly name: string;
    readonly organisation: string;
    readonly environment: string;
    readonly clientId: string;
  };
  /** Codes of the business profiles that the API's provider has given to the application. */
  readonly profiles: readonly string[];
  /** The account for which a password token speaks, with its rights at the API's provider. */
  readonly account?: {
    readonly id: string;
    readonly email: string;
    readonly rights: readonly { type: string; id: string; read: boolean; write: boolean }[];
  };
};

function claimsOf(route: CompiledRoute, { application, account }: Caller, nowMs: number): IdentityClaims {
  const issuedAt = Math.floor(nowMs / 1000);
  const { id, name, organisation, environment, clientId } = application;
  return {
    iss: 'guichet',
    aud: route.apiSlug,
    iat: issuedAt,
    exp: issuedAt + limits.identityHeaderMs / 1000,
    application: { id, name, organisation, environment, clientId },
    profiles: application.profiles[`${route.providerId}/${route.apiSlug}`] ?? [],
    ...(account === null
      ? {}
      : { account: { id: account.id, email: account.email, rights: account.rights[route.providerId] ?? [] } }),
  };
}

function signIdentity(identityKey: CompiledSnapshot['identityKey'], claims: IdentityClaims): string {
  const header = { alg: 'ES256', kid: identityKey.kid, typ: 'guichet-identity+jwt' };
  const signed = `${encode(header)}.${encode(claims)}`;
  // RFC 7518 §3.4: the signature is R ‖ S, not DER.
  const signature = sign('sha256', Buffer.from(signed), { key: identityKey.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
