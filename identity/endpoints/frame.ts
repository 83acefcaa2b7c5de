/** The endpoints of an issuer as a table, and what happens around each of them. */
import { DrizzleQueryError } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { noRoute, type RouteTally } from '#base/metrics/requests.ts';
import { answerError, type Answer } from '#identity/answer.ts';
import { addressesOf, keysAddress } from '#registry/issuers/addresses.ts';
import { answerIntrospection } from '#identity/endpoints/introspection.ts';
import { answerKeys, answerMetadata } from '#identity/endpoints/metadata.ts';
import { answerRevocation } from '#identity/endpoints/revocation.ts';
import { answerToken } from '#identity/endpoints/token/token.ts';
import { answerTokenInfo } from '#identity/endpoints/tokeninfo.ts';
import type { AnswerExchange, Exchange } from '#identity/exchange.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refusal, refuse } from '#identity/refusal.ts';

type Endpoint = {
  readonly methods: readonly ('GET' | 'POST')[];
  readonly path: string;
  readonly answer: AnswerExchange;
};

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

/** Answers a request at a path below its issuer's host. */
type Frame = (exchange: Exchange, path: string) => Promise<Answer>;

/** Gives the frame of a dialect, which never rejects; `requests` takes in what it answers. */
export function openFrame(dialect: Issuer['dialect'], requests: RouteTally): Frame {
  const endpoints = new Map(
    endpointsOf(dialect).map((endpoint) => [endpoint.path, { endpoint, take: requests(endpoint.path) }]),
  );
  const takeLost = requests(noRoute);
  return async (exchange, path) => {
    const beganMs = performance.now();
    const found = endpoints.get(below(exchange.issuer, path));
    const given = await answerAt(found?.endpoint, exchange);
    const take = found?.take ?? takeLost;
    take(exchange.request.method, given.status, performance.now() - beganMs);
    return given;
  };
}

async function answerAt(endpoint: Endpoint | undefined, exchange: Exchange): Promise<Answer> {
  if (endpoint === undefined) return answerError(404, 'not_found');
  if (!takes(endpoint, exchange.request.method)) {
    return answerError(405, 'invalid_request', [['allow', endpoint.methods.join(', ')]]);
  }
  try {
    return await endpoint.answer(exchange);
  } catch (cause) {
    return refuseFault(exchange, cause);
  }
}

/** RFC 9110 §9.3.2: HEAD is GET without the body, which whoever writes the answer leaves out. */
function takes({ methods }: Endpoint, method: string): boolean {
  return methods.some((taken) => taken === method || (taken === 'GET' && method === 'HEAD'));
}

/** Gives the path below the issuer's address; RFC 8414 §3.1 puts the base path at the end of the well-known one. */
function below({ basePath }: Issuer, path: string): string {
  if (path === authorizationServerMetadata + basePath) return authorizationServerMetadata;
  return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';
}

/** Answers when something threw: no core free (503, with a time), or a fault of ours (500). */
function refuseFault({ issuer, services }: Exchange, cause: unknown): Answer {
  if (cause instanceof Problem && cause.status === 503) {
    const retryAfterSeconds = cause.retryAfterSeconds ?? 1;
    return refuse(issuer.dialect, refusal('temporarily_unavailable', cause.text.en, { retryAfterSeconds }));
  }
  // The query layer's message repeats the values of the statement, which are nobody's business in a log.
  const logged = cause instanceof DrizzleQueryError ? (cause.cause ?? 'a query failed') : cause;
  services.log.error('an identity request failed', { issuer: issuer.slug }, logged);
  return refuse(issuer.dialect, refusal('server_error', 'Something went wrong on our side; it has been logged.'));
}
