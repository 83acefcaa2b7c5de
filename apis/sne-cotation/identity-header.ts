/**
 * The header by which the gateway tells a service who calls: a short-lived JWT signed with ES256 (RFC 7515, RFC 7519).
 * A service trusts nothing else: a request that did not come through a gateway has no valid one.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

export const identityHeaderName = 'x-guichet-identity';

const claimsSchema = z.looseObject({
  application: z.looseObject({ environment: z.enum(['sandbox', 'production']) }),
  /** Codes of the business profiles that the application has in this API. */
  profiles: z.array(z.string()),
});

/** Who calls, as far as this service wants to know. Sandbox (site-école) and production have nothing in common. */
export type Caller = { readonly environment: 'sandbox' | 'production'; readonly profiles: readonly string[] };

/** Gives who calls, or null when the header is missing, forged, stale, or made for another service. */
export type IdentifyCaller = (header: string | undefined) => Promise<Caller | null>;

type VerifierOptions = {
  /** Public keys of the gateways: `remoteKeys(url)`, or a fixed set in tests. */
  readonly keys: JWTVerifyGetKey;
  /** The name by which gateways call this service: the API's slug. */
  readonly audience: string;
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
export function openIdentityVerifier({ keys, audience }: VerifierOptions): IdentifyCaller {
  return async (header) => {
    if (header === undefined) return null;
    try {
      const { payload } = await jwtVerify(header, keys, {
        algorithms: ['ES256'],
        typ: 'guichet-identity+jwt',
        issuer: 'guichet',
        audience,
        requiredClaims: ['exp'],
      });
      const { application, profiles } = claimsSchema.parse(payload);
      return { environment: application.environment, profiles };
    } catch (cause) {
      if (isRefusal(cause)) return null;
      throw cause;
    }
  };
}

/** True for what is wrong with the header itself, false for what is wrong with fetching the keys. */
function isRefusal(cause: unknown): boolean {
  if (cause instanceof z.ZodError) return true;
  return (
    cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout) && cause.code !== 'ERR_JOSE_GENERIC'
  );
}
