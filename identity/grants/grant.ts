import type { ProvenClient } from '#identity/clients/authenticate.ts';
import type { Exchange } from '#identity/exchange.ts';
import type { Form } from '#identity/form.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import type { Refusal } from '#identity/refusal.ts';
import type { IssuedToken } from '#identity/tokens/issue.ts';

/** What a grant works on: a request whose client has proved itself and may use the grant. */
export type GrantRequest = {
  readonly exchange: Exchange;
  readonly form: Form;
  readonly proven: ProvenClient;
  /** The scope to grant, space-separated; for an `inherited` scope: what was asked for, or nothing. */
  readonly scope: string;
};

/** What a grant gives. */
export type Granted = {
  /** The account that the token speaks for; null: the application itself. */
  readonly accountId: string | null;
  readonly scope: string;
  /** Gives the refresh token that goes with the access token; null: none. */
  readonly giveRefreshToken: GiveRefreshToken | null;
};

/** Runs when the access token is issued and not yet answered: one refused here leaves an access token that nobody got. */
export type GiveRefreshToken = (issued: IssuedToken) => Promise<string | Refusal>;

/** One grant type. */
export type Grant = {
  /** Value of `grant_type`. */
  readonly name: string;
  /** Whether this client may use it at this issuer, which declares it. */
  readonly allows: (issuer: Issuer, proven: ProvenClient) => boolean;
  /** Where the scope comes from: the request (or the issuer's default), or an earlier grant. */
  readonly scope: 'requested' | 'inherited';
  readonly give: (request: GrantRequest) => Granted | Refusal | Promise<Granted | Refusal>;
};
