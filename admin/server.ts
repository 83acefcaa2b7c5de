/**
 * The control listener: the admin API (every operation of the registry), the snapshots for gateways and the intake of what they
 * count, and the public keys of the identity header for services. It listens on loopback; the admin API and the gateways have a
 * bearer token each.
 */
import { Hono, type Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import { checkBearer } from '#admin/bearer.ts';
import { adminContract, adminPrefix } from '#admin/contract.ts';
import { gatherInput, pathParameters } from '#admin/input.ts';
import { openSnapshotStream, type SnapshotFeed } from '#admin/snapshot-stream.ts';
import { receiveUsage, type TakeUsage } from '#admin/usage.ts';
import { newRandomId } from '#base/ids.ts';
import type { Log } from '#base/log.ts';
import { noRoute, type RouteTally } from '#base/metrics/requests.ts';
import { Problem, problemDocument } from '#base/problem.ts';
import { runAny, type AnyOperation } from '#registry/any-operation.ts';
import type { Actor, Registry } from '#registry/operation.ts';

type AdminOptions = {
  readonly registry: Registry;
  /** What is offered under `/admin/v1`. */
  readonly operations: readonly AnyOperation[];
  readonly adminKey: string;
  readonly gatewayKey: string;
  readonly snapshots: SnapshotFeed;
  /** Takes what gateways have counted. */
  readonly takeUsage: TakeUsage;
  /** Public keys of the identity header, as JWKs. */
  readonly identityHeaderKeys: () => Promise<readonly object[]>;
  readonly log: Log;
  /** Takes in the requests that were answered. */
  readonly requests: RouteTally;
};

type Env = { Variables: { requestId: string } };

const actor: Actor = { kind: 'operator', name: 'admin API' };

const notFound = new Problem('path.not_found', 404, {
  en: 'There is nothing here.',
  fr: "Il n'y a rien à cette adresse.",
});

function problemResponse(c: Context<Env>, problem: Problem): Response {
  const language = /^\s*fr\b/i.test(c.req.header('accept-language') ?? '') ? 'fr' : 'en';
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer realm="guichet"');
  if (problem.retryAfterSeconds !== undefined) headers.set('retry-after', String(problem.retryAfterSeconds));
  const document = problemDocument(problem, language, c.get('requestId'));
  return new Response(JSON.stringify(document), { status: problem.status, headers });
}

/** Paths without parameters first: `/things/mine` must not be taken for the thing called `mine`. */
function byParameters(one: AnyOperation, other: AnyOperation): number {
  return pathParameters(one).length - pathParameters(other).length;
}

function internalFault(log: Log, requestId: string, cause: unknown): Problem {
  log.error('an admin request ended in a fault', { requestId }, cause);
  return new Problem('internal.fault', 500, {
    en: 'Something went wrong on our side; the log says more under this request id.',
    fr: 'Une erreur est survenue de notre côté ; le journal en dit plus sous cet identifiant de requête.',
  });
}

/** The template of the route that answered: the last one that is not for all paths below something. */
function routeOf(c: Context<Env>): string {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? noRoute;
}

/** Makes the control listener's answers as `(Request) => Response`. */
export function openAdmin(options: AdminOptions): (request: Request) => Promise<Response> {
  const { registry, operations, adminKey, gatewayKey, snapshots, takeUsage, identityHeaderKeys, log, requests } =
    options;
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    c.set('requestId', newRandomId());
    const beganMs = performance.now();
    await next();
    requests(routeOf(c))(c.req.method, c.res.status, performance.now() - beganMs);
    c.header('x-request-id', c.get('requestId'));
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  app.onError((cause, c) =>
    problemResponse(c, cause instanceof Problem ? cause : internalFault(log, c.get('requestId'), cause)),
  );
  app.notFound((c) => problemResponse(c, notFound));

  app.get('/.well-known/guichet-identity/jwks.json', async (c) => {
    c.header('cache-control', 'public, max-age=60');
    return c.json({ keys: await identityHeaderKeys() });
  });
  app.get('/gateway/v1/snapshots', (c) => {
    checkBearer(c.req.header('authorization'), gatewayKey);
    const stream = openSnapshotStream(snapshots, c.req.query('have') ?? null);
    return c.body(stream, { headers: { 'content-type': 'application/x-ndjson' } });
  });
  app.post('/gateway/v1/usage', async (c) => {
    checkBearer(c.req.header('authorization'), gatewayKey);
    return c.json(await receiveUsage(c.req.raw, takeUsage));
  });

  app.use(`${adminPrefix}/*`, async (c, next) => {
    checkBearer(c.req.header('authorization'), adminKey);
    await next();
  });
  const contract = adminContract(operations);
  app.get(`${adminPrefix}/openapi.json`, (c) => c.json(contract));
  for (const operation of operations.toSorted(byParameters)) {
    const path = adminPrefix + operation.http.path.replace(/\{(\w+)\}/g, ':$1');
    app.on(operation.http.method.toUpperCase(), path, async (c) => {
      const input = await gatherInput(operation, c.req.raw, c.req.param());
      return Response.json(await runAny(registry, actor, operation, input));
    });
  }
  return async (request) => app.fetch(request);
}
