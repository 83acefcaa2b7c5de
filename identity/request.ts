/** Fields of a request that somebody here asks about. */
export type HeaderName = 'authorization' | 'content-type' | 'x-forwarded-for';

/** A request as the endpoints see it, wherever it came from. */
export type IncomingRequest = {
  readonly method: string;
  /** The Host field, or the host of the address, in lower case, with the port when one was given. */
  readonly host: string;
  readonly path: string;
  /** Query string, without the question mark. */
  readonly query: string;
  /** Values of several fields of one name are joined by commas (RFC 9110 §5.3). */
  readonly headers: { readonly get: (name: HeaderName) => string | null };
  /** The whole body; null: it is larger than `limits.tokenRequestBodyBytes`. */
  readonly body: string | null;
};
