/** What the bytes at the beginning of a connection say as a header of the PROXY protocol. */
export type ProxyHeader =
  | {
      readonly kind: 'proxied';
      /** The client's: IPv4 with dots, IPv6 in its canonical form; an IPv4 address mapped into IPv6 is given as IPv4. */
      readonly address: string;
      readonly port: number;
      /** Length of the header: what follows it is the client's. */
      readonly bytes: number;
    }
  /** The proxy speaks for itself, or for a client that it has no address of: the real end of the connection counts. */
  | { readonly kind: 'local'; readonly bytes: number };

export type ProxyHeaderReading =
  | ProxyHeader
  | { readonly kind: 'more' }
  /** Not a header: the connection must be dropped. */
  | { readonly kind: 'invalid'; readonly why: string };
