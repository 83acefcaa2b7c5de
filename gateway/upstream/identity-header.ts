/**
 * `X-Guichet-Identity`: who calls, as a compact JWS (RFC 7515) that the service behind an API verifies with the gateways'
 * public key. Short-lived, and made for one API alone.
 */
import { sign } from 'node:crypto';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { CompiledApplication, CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Caller } from '#gateway/decide/decision.ts';
import type { SnapshotAccount } from '#gateway/snapshot.ts';

export type IdentityHeaders = {
  /** Gives the header for a call; the same one again within half of its life, as long as nothing that it says has changed. */
  readonly headerFor: (snapshot: CompiledSnapshot, route: CompiledRoute, caller: Caller) => string;
};

/** One that was made, with all that it was made from. */
type Made = {
  readonly route: CompiledRoute;
  readonly account: SnapshotAccount | null;
  readonly key: CompiledSnapshot['identityKey'];
  readonly header: string;
  readonly untilMs: number;
};

export function openIdentityHeaders(clock: Clock): IdentityHeaders {
  const made = new Map<CompiledApplication, Made[]>();
  return {
    headerFor: (snapshot, route, caller) => {
      const { application, account } = caller;
      const key = snapshot.identityKey;
      const nowMs = clock.nowMs();
      const ofApplication = made.get(application);
      for (const one of ofApplication ?? []) {
        const same = one.route === route && one.account === account && one.key === key;
        if (same && one.untilMs > nowMs) return one.header;
      }
      const header = signIdentity(snapshot, claimsOf(route, caller, nowMs));
      const living = (ofApplication ?? [])
        .filter((one) => one.untilMs > nowMs)
        .slice(-limits.identityHeadersPerApplication);
      if (made.size >= limits.identityHeaders) made.clear();
      made.set(application, [
        ...living,
        { route, account, key, header, untilMs: nowMs + limits.identityHeaderReuseMs },
      ]);
      return header;
    },
  };
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

function signIdentity({ identityKey }: CompiledSnapshot, claims: IdentityClaims): string {
  const header = { alg: 'ES256', kid: identityKey.kid, typ: 'guichet-identity+jwt' };
  const signed = `${encode(header)}.${encode(claims)}`;
  // RFC 7518 §3.4: the signature is R ‖ S, not DER.
  const signature = sign('sha256', Buffer.from(signed), { key: identityKey.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
