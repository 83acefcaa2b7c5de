/** Where the relay reaches this instance's gateways and identity server, and which addresses of theirs people are shown. */
import type { z } from 'zod';
import type { apiSchema, issuerSchema } from '#registry/catalogue/schema.ts';
import { localTokenUrl, publicTokenUrl } from '#registry/issuers/addresses.ts';

export type Api = z.output<typeof apiSchema>;
export type Deployment = Api['deployments'][number];
export type Issuer = z.output<typeof issuerSchema>;
export type Environment = Deployment['environment'];

export type Places = {
  /** Plain listener of each environment's gateway on this machine: `http://127.0.0.1:8002`. */
  readonly gateways: Readonly<Record<Environment, string>>;
  /** Plain listener of the identity server on this machine. */
  readonly identity: string;
  /** True: the instance has no TLS, so that its public names lead elsewhere; people are shown the plain addresses. */
  readonly local: boolean;
};

/** The address below which an API's operations are, as people call it. */
export function baseAddress(places: Places, { environment, host, basePath }: Deployment): string {
  const origin = places.local ? places.gateways[environment] : `https://${host}`;
  return origin + basePath.replace(/\/+$/, '');
}

/** The token endpoint of an issuer, as people call it. */
export function tokenAddress(places: Places, issuer: Issuer): string {
  return places.local ? localTokenUrl(places.identity, issuer) : publicTokenUrl(issuer);
}
