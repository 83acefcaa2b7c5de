/** Where the endpoints of each dialect are, below the issuer's address: what a server answers and what a portal shows. */

type Dialect = 'piste' | 'identityserver';

type Addresses = {
  readonly token: string;
  readonly tokenInfo: string;
  readonly introspection: string;
  readonly revocation: string;
};

const addresses: Readonly<Record<Dialect, Addresses>> = {
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
export function addressesOf(dialect: Dialect): Addresses {
  return addresses[dialect];
}

type Place = { readonly slug: string; readonly url: string; readonly dialect: Dialect };

/** The public address of an issuer's token endpoint. */
export function publicTokenUrl({ url, dialect }: Place): string {
  return url.replace(/\/+$/, '') + addressesOf(dialect).token;
}

/** The same endpoint on the plain listener at `identityUrl`, where the issuer's slug stands before its path. */
export function localTokenUrl(identityUrl: string, { slug, url, dialect }: Place): string {
  return `${identityUrl}/${slug}${new URL(url).pathname.replace(/\/+$/, '')}${addressesOf(dialect).token}`;
}
