import type { issuers } from '#database/tables.ts';

/** An issuer as the identity server works with it: its row, and what is derived from it once. */
export type Issuer = typeof issuers.$inferSelect & {
  /** Host of its public address, with the port when it is not the scheme's own. */
  readonly host: string;
  /** Scheme and host of its public address. */
  readonly origin: string;
  /** Path of its public address, without a slash at the end: `/identity`, or nothing. */
  readonly basePath: string;
  /** `aud` of its JWTs (IdentityServer's shape). */
  readonly audience: string;
  /** Ids of the applications that may use its password grant. */
  readonly passwordClients: ReadonlySet<string>;
};

/** Gives the issuer of a row. @throws TypeError when its `url` is not an address */
export function toIssuer(row: typeof issuers.$inferSelect, passwordClients: ReadonlySet<string>): Issuer {
  const url = new URL(row.url);
  return {
    ...row,
    host: url.host,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    audience: `${row.url}/resources`,
    passwordClients,
  };
}
