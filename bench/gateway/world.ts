/** The world that the gateways are measured in: APIs, applications and tokens, all derived from their numbers. */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { z } from 'zod';

/** A gateway's world, as it is handed to the control process. */
export const worldSchema = z.object({
  /** The service behind every API. */
  upstream: z.string(),
  routes: z.int().positive(),
  applications: z.int().positive(),
  /** Public key of the issuer of JWTs. */
  jwtKey: z.looseObject({ kty: z.string(), kid: z.string() }),
});
export type World = z.infer<typeof worldSchema>;

export const apiHost = 'api.bench.example';
/** Host that is handed through without a decision. */
export const passageHost = 'passage.bench.example';
export const tokenCount = 10_000;
export const jwtCount = 1_000;
const tokenLength = 54;
const tokenNumberLength = 6;

export const jwtIssuer = {
  url: 'https://jwt.bench.example',
  audience: 'https://jwt.bench.example/resources',
  keyId: 'bench-1',
} as const;
export const scope = 'resource.READ';

/** `number` of a token to the number of its application: spread over all that there are. */
export function applicationOf(token: number, applications: number): number {
  return applications <= tokenCount ? token % applications : token * Math.floor(applications / tokenCount);
}

/** The routes that an application's tokens are used on. */
export function routesOf(application: number, world: Pick<World, 'routes' | 'applications'>): number[] {
  const { routes, applications } = world;
  const few = Math.min(routes, 10);
  const used = new Set(Array.from({ length: few }, (_, route) => route));
  if (routes > few) {
    for (let token = application; token < tokenCount; token += applications) used.add(token % routes);
  }
  return [...used];
}

export function clientIdOf(application: number): string {
  return `5a1e0000-0000-4000-8000-${String(application).padStart(12, '0')}`;
}

/** Base path of a route; the first is the one that most sections call. */
export function basePathOf(route: number): string {
  return route === 0 ? '/bench' : `/apis/${route}/v1`;
}

/** Opaque tokens: letters and digits, the last of which say the token's number, by which the issuer knows it. */
export function makeTokens(): string[] {
  return Array.from({ length: tokenCount }, (_, number) => {
    const random = randomBytes(tokenLength).toString('base64').replaceAll(/[+/=]/g, 'x');
    return random.slice(0, tokenLength - tokenNumberLength) + String(number).padStart(tokenNumberLength, '0');
  });
}

/** The number that a token carries; null when it is none of ours. */
export function tokenNumber(token: string): number | null {
  const number = Number(token.slice(-tokenNumberLength));
  return token.length === tokenLength && number < tokenCount ? number : null;
}

export type Jwts = { readonly key: JWK & { readonly kty: string; readonly kid: string }; readonly tokens: string[] };

/** ES256 access tokens (RFC 9068) of the first applications. */
export async function makeJwts(): Promise<Jwts> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const sign = (number: number) =>
    new SignJWT({ client_id: clientIdOf(number), scope, jti: `bench-${number}` })
      .setProtectedHeader({ alg: 'ES256', kid: jwtIssuer.keyId, typ: 'at+jwt' })
      .setIssuer(jwtIssuer.url)
      .setAudience(jwtIssuer.audience)
      .setSubject(clientIdOf(number))
      .setIssuedAt()
      .setExpirationTime('12h')
      .sign(privateKey);
  const tokens = await Promise.all(Array.from({ length: jwtCount }, (_, number) => sign(number)));
  return { key: { ...(await exportJWK(publicKey)), kty: 'EC', kid: jwtIssuer.keyId }, tokens };
}
