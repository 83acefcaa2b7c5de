/** Where the endpoints of each dialect are, below the issuer's address. */
import type { Issuer } from '#identity/issuers/issuer.ts';

type Addresses = {
  readonly token: string;
  readonly tokenInfo: string;
  readonly introspection: string;
  readonly revocation: string;
};

const addresses: Readonly<Record<Issuer['dialect'], Addresses>> = {
  piste: {
    token: '/api/oauth/token',
    tokenInfo: '/api/oauth/tokeninfo',
    introspection: '/api/oauth/introspect',
    revocation: '/api/oauth/revoke',
  },
  identityserver: {
    token: '/connect/token',
    tokenInfo: '/connect/accesstokenvalidation',
    introspection: '/connect/introspect',
    revocation: '/connect/revocation',
  },
};

export const keysAddress = '/.well-known/jwks';

/** Gives the addresses of `dialect`. */
export function addressesOf(dialect: Issuer['dialect']): Addresses {
  return addresses[dialect];
}
