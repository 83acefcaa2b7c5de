import type { Answer } from '#identity/answer.ts';
import type { IdentityServices } from '#identity/services.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import type { IncomingRequest } from '#identity/request.ts';

/** One request to one issuer. */
export type Exchange = {
  readonly request: IncomingRequest;
  readonly issuer: Issuer;
  /** Network address of the peer. */
  readonly address: string;
  readonly services: IdentityServices;
};

/** What an endpoint does. */
export type AnswerExchange = (exchange: Exchange) => Answer | Promise<Answer>;
