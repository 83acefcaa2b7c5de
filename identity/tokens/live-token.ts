/** A token that would be accepted now: neither expired nor revoked, and whoever stands behind it lives. */
export type LiveToken = {
  /** Its name in the deny list: `digest:<hex of SHA-256>` or `jti:<jti>`. */
  readonly key: string;
  readonly issuerId: string;
  readonly applicationId: string;
  readonly clientId: string;
  /** The secret that proved the application; the token dies with it. */
  readonly secretId: string;
  /** The account that it speaks for; null: the application itself. */
  readonly accountId: string | null;
  readonly accountEmail: string | null;
  /** Granted scope, space-separated. */
  readonly scope: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
};
