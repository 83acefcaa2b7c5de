import type { IdentityServices } from '#identity/services.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';

/** One request to one issuer. */
export type Exchange = {
  readonly request: Request;
  readonly issuer: Issuer;
  /** Query string, without the question mark. */
  readonly query: string;
  /** Network address of the peer. */
  readonly address: string;
  readonly services: IdentityServices;
};

/** What an endpoint does. */
export type Answer = (exchange: Exchange) => Response | Promise<Response>;
