/** The endpoints of an issuer as a table, and Hono around it. */
import { DrizzleQueryError } from 'drizzle-orm';
import { Hono } from 'hono';
import { Problem } from '#base/problem.ts';
import { addressesOf, keysAddress } from '#identity/endpoints/addresses.ts';
import { answerIntrospection } from '#identity/endpoints/introspection.ts';
import { answerKeys, answerMetadata } from '#identity/endpoints/metadata.ts';
import { answerRevocation } from '#identity/endpoints/revocation.ts';
import { answerToken } from '#identity/endpoints/token/token.ts';
import { answerTokenInfo } from '#identity/endpoints/tokeninfo.ts';
import type { Answer, Exchange } from '#identity/exchange.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refusal, refuse, uncached } from '#identity/refusal.ts';

type Endpoint = { readonly methods: readonly ('GET' | 'POST')[]; readonly path: string; readonly answer: Answer };

/** What Hono carries for us: the exchange, and the path below the issuer's address. */
type Frame = { Bindings: { readonly exchange: Exchange; readonly path: string } };

/** Gives the endpoints of a dialect; paths are below the issuer's address. */
export function endpointsOf(dialect: Issuer['dialect']): readonly Endpoint[] {
  const addresses = addressesOf(dialect);
  return [
    { methods: ['POST'], path: addresses.token, answer: answerToken },
    { methods: ['GET', 'POST'], path: addresses.tokenInfo, answer: answerTokenInfo },
    { methods: ['POST'], path: addresses.introspection, answer: answerIntrospection },
    { methods: ['POST'], path: addresses.revocation, answer: answerRevocation },
    { methods: ['GET'], path: '/.well-known/openid-configuration', answer: answerMetadata },
    { methods: ['GET'], path: authorizationServerMetadata, answer: answerMetadata },
    { methods: ['GET'], path: keysAddress, answer: answerKeys },
    { methods: ['GET'], path: `${keysAddress}.json`, answer: answerKeys },
  ];
}

/** RFC 8414 §3. */
const authorizationServerMetadata = '/.well-known/oauth-authorization-server';

/** Gives the frame of a dialect: `fetch(exchange, path)`. */
export function openFrame(dialect: Issuer['dialect']): (exchange: Exchange, path: string) => Promise<Response> {
  const endpoints = endpointsOf(dialect);
  const methodsOf = new Map(endpoints.map(({ path, methods }) => [path, methods]));
  const frame = new Hono<Frame>({ getPath: (_request, options) => options?.env?.path ?? '' });
  for (const { methods, path, answer } of endpoints) {
    frame.on([...methods], path, (context) => answer(context.env.exchange));
  }
  frame.notFound(({ env }) => {
    const methods = methodsOf.get(env.path);
    if (methods === undefined) return new Response('{"error":"not_found"}', { status: 404, headers: jsonHeaders });
    const headers = { ...jsonHeaders, allow: methods.join(', ') };
    return new Response('{"error":"invalid_request"}', { status: 405, headers });
  });
  frame.onError((cause, { env }) => refuseFault(env.exchange, cause));
  return async (exchange, path) => frame.fetch(exchange.request, { exchange, path: below(exchange.issuer, path) });
}

const jsonHeaders = { ...uncached, 'content-type': 'application/json; charset=utf-8' } as const;

/** Gives the path below the issuer's address; RFC 8414 §3.1 puts the base path at the end of the well-known one. */
function below({ basePath }: Issuer, path: string): string {
  if (path === authorizationServerMetadata + basePath) return authorizationServerMetadata;
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';
}

/** Answers when something threw: no core free (503, with a time), or a fault of ours (500). */
function refuseFault({ issuer, services }: Exchange, cause: unknown): Response {
  if (cause instanceof Problem && cause.status === 503) {
    const retryAfterSeconds = cause.retryAfterSeconds ?? 1;
    return refuse(issuer.dialect, refusal('temporarily_unavailable', cause.text.en, { retryAfterSeconds }));
  }
  // The query layer's message repeats the values of the statement, which are nobody's business in a log.
  const logged = cause instanceof DrizzleQueryError ? (cause.cause ?? 'a query failed') : cause;
  services.log.error('an identity request failed', { issuer: issuer.slug }, logged);
  return refuse(issuer.dialect, refusal('server_error', 'Something went wrong on our side; it has been logged.'));
}
