/** Issues access tokens: opaque ones stored before they are answered, or JWTs. */
import { newRandomId } from '#base/ids.ts';
import { secretLives } from '#identity/clients/client.ts';
import type { ProvenClient } from '#identity/clients/authenticate.ts';
import { hexDigestOf } from '#base/secret-digest.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';
import type { IdentityServices } from '#identity/services.ts';
import { newOpaqueToken } from '#identity/tokens/opaque.ts';
import { signJwt } from '#identity/tokens/jwt.ts';

/** What a token is to say. */
export type TokenGrant = {
  readonly issuer: Issuer;
  readonly proven: ProvenClient;
  /** The account that it speaks for; null: the application itself. */
  readonly accountId: string | null;
  /** Granted scope, space-separated. */
  readonly scope: string;
};

export type IssuedToken = {
  readonly accessToken: string;
  /** Its name in the deny list: `digest:<hex of SHA-256>` or `jti:<jti>`. */
  readonly key: string;
  readonly expiresAtMs: number;
};

/** Issues an access token; refuses when application, secret or account were switched off in the meantime. */
export function issueAccessToken(services: IdentityServices, grant: TokenGrant): Promise<IssuedToken | Refusal> {
  return grant.issuer.tokenFormat === 'opaque' ? issueOpaque(services, grant) : issueJwt(services, grant);
}

function switchedOff(): Refusal {
  return refusal('invalid_client', 'The application or its secret was switched off a moment ago.');
}

async function issueOpaque(
  services: IdentityServices,
  { issuer, proven, accountId, scope }: TokenGrant,
): Promise<IssuedToken | Refusal> {
  const accessToken = newOpaqueToken();
  const issuedAtMs = services.registry.clock.nowMs();
  const expiresAtMs = issuedAtMs + issuer.accessTokenSeconds * 1000;
  const digestHex = hexDigestOf(accessToken);
  const stored = await services.tokens.store({
    digestHex,
    issuerId: issuer.id,
    applicationId: proven.client.applicationId,
    secretId: proven.secretId,
    accountId,
    scope,
    issuedAtMs,
    expiresAtMs,
  });
  return stored ? { accessToken, key: `digest:${digestHex}`, expiresAtMs } : switchedOff();
}

function accountClaims(accountId: string, nowSeconds: number) {
  return { sub: accountId, auth_time: nowSeconds, idp: 'idsrv', amr: ['password' as const] } as const;
}

async function issueJwt(
  services: IdentityServices,
  { issuer, proven, accountId, scope }: TokenGrant,
): Promise<IssuedToken | Refusal> {
  const signing = services.keys.signing(issuer);
  const key = signing instanceof Promise ? await signing : signing;
  const nowMs = services.registry.clock.nowMs();
  const nowSeconds = Math.floor(nowMs / 1000);
  const jti = newRandomId();
  const exp = nowSeconds + issuer.accessTokenSeconds;
  const claims = {
    iss: issuer.url,
    aud: issuer.audience,
    exp,
    nbf: nowSeconds,
    client_id: proven.client.clientId,
    scope: scope.split(' '),
    jti,
    secret_id: proven.secretId,
  };
  const accessToken = signJwt(
    key,
    accountId === null ? claims : { ...claims, ...accountClaims(accountId, nowSeconds) },
  );
  // Nothing is stored that could be refused on the way: before the token leaves, the database is asked once more.
  const client = await services.directory.clientNow(proven.client.clientId);
  if (client === null || !client.enabled || !secretLives(client, proven.secretId, nowMs)) return switchedOff();
  return { accessToken, key: `jti:${jti}`, expiresAtMs: exp * 1000 };
}
