/**
 * The header by which the gateway tells a service who calls: a short-lived JWT signed with ES256 (RFC 7515, RFC 7519).
 * A service trusts nothing else: a request that did not come through a gateway has no valid one.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';

export const identityHeaderName = 'x-guichet-identity';

/** Says whether a header is the gateway's, made for a call to `audience`: the slug of the API. */
export type IdentifyCaller = (header: string | undefined, audience: string) => Promise<boolean>;

type VerifierOptions = {
  /** Public keys of the gateways: `remoteKeys(url)`, or a fixed set in tests. */
  readonly keys: JWTVerifyGetKey;
};

/** The keys published at `url` (RFC 7517), fetched when first needed and again when an unknown one signs. */
export function remoteKeys(url: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url));
}

/**
 * Makes the check of the identity header.
 *
 * It throws only when the keys cannot be had: then nobody can be told from anybody, and the answer is a 503.
 */
export function openIdentityVerifier({ keys }: VerifierOptions): IdentifyCaller {
  return async (header, audience) => {
    if (header === undefined) return false;
    try {
      await jwtVerify(header, keys, {
        algorithms: ['ES256'],
        typ: 'guichet-identity+jwt',
        issuer: 'guichet',
        audience,
        requiredClaims: ['exp'],
      });
      return true;
    } catch (cause) {
      if (isRefusal(cause)) return false;
      throw cause;
    }
  };
}

/** True for what is wrong with the header itself, false for what is wrong with fetching the keys. */
function isRefusal(cause: unknown): boolean {
  return (
    cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout) && cause.code !== 'ERR_JOSE_GENERIC'
  );
}
