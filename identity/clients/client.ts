import { secretInTime, type KnownSecret } from '#base/secret-match.ts';

/** A client as the identity server knows it: the credentials of an application that was not deleted. */
export type Client = {
  readonly clientId: string;
  readonly applicationId: string;
  readonly environment: 'sandbox' | 'production';
  /** False: every token request is refused. */
  readonly enabled: boolean;
  /** Secrets that were not withdrawn. */
  readonly secrets: readonly ClientSecret[];
};

export type ClientSecret = KnownSecret & { readonly id: string };

/** True when the secret `secretId` of `client` proves it at `nowMs`. */
export function secretLives(client: Client, secretId: string, nowMs: number): boolean {
  return client.secrets.some((secret) => secret.id === secretId && secretInTime(secret, nowMs));
}
