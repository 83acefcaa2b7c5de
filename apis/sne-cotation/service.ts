/**
 * SNE-Cotation as an ordinary HTTP service: it knows nothing of Guichet but the signed identity header. Its contract at
 * `/openapi.json` is made from its routes.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import { answerModel, answerNumbers, answerRating, answerRequest, findRequest } from '#apis/sne-cotation/answers.ts';
import { identityHeaderName, type Caller, type IdentifyCaller } from '#apis/sne-cotation/identity-header.ts';
import { chooseTerritory, reachOf, requireProfile, type Service } from '#apis/sne-cotation/profiles.ts';
import {
  inputRefusal,
  pathNotFound,
  problemResponse,
  Refusal,
  refusalResponse,
  withoutIdentity,
  withoutKeys,
} from '#apis/sne-cotation/refusals.ts';
import { openKeptData, type KeptData } from '#apis/sne-cotation/requests/kept-data.ts';
import type { RequestData } from '#apis/sne-cotation/requests/generate.ts';
import * as routes from '#apis/sne-cotation/routes.ts';

type ServiceOptions = { readonly identify: IdentifyCaller; readonly clock: Clock; readonly log: Log };
type App = OpenAPIHono<{ Variables: { caller: Caller } }>;

/** Every operation but the health check, and what a profile must open for it. Judged before anything else of a request is read. */
const doors: readonly { readonly path: string; readonly service: Service }[] = [
  { path: routes.numbers.getRoutingPath(), service: 'numeros' },
  { path: routes.oneRequest.getRoutingPath(), service: 'demande' },
  { path: routes.rating.getRoutingPath(), service: 'cotation' },
  { path: routes.model.getRoutingPath(), service: 'modele' },
];

/** Makes the service as `(Request) => Response`. */
export function openSneCotation(options: ServiceOptions): (request: Request) => Promise<Response> {
  const app: App = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw inputRefusal(result.error.issues[0]?.path ?? []);
    },
  });
  app.openapi(routes.healthcheck, async (c) => {
    requireProfile((await identified(options, c.req.header(identityHeaderName))).profiles);
    return c.json({ version: '1.0', etat: 'OK' as const }, 200);
  });
  addDoors(app, options);
  addServices(app, options, openKeptData());
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'SNE-Cotation', version: '1.0', description: 'Cotation de la demande de logement social.' },
    tags: Object.values(routes.tags),
  });
  app.notFound(() => problemResponse(pathNotFound));
  app.onError((cause) => {
    if (cause instanceof Refusal) return refusalResponse(cause.code);
    if (cause instanceof Problem) return problemResponse(cause);
    // The framework's own refusal: a body that is no JSON.
    if (cause instanceof HTTPException && cause.status < 500) return refusalResponse('ERRCOTCAL0001');
    options.log.error('a request could not be answered', {}, cause);
    return refusalResponse('ERRCOTCAL0004');
  });
  return async (request) => app.fetch(request);
}

/** A refusal is thrown, so that its media type stays out of the typed answers. */
async function identified({ identify, log }: ServiceOptions, header: string | undefined): Promise<Caller> {
  const caller = await identify(header).catch((cause: unknown) => {
    log.error('the keys of the identity header could not be fetched', {}, cause);
    throw withoutKeys;
  });
  if (caller === null) throw withoutIdentity;
  return caller;
}

function addDoors(app: App, options: ServiceOptions): void {
  for (const { path, service } of doors) {
    app.use(path, async (c, next) => {
      const caller = await identified(options, c.req.header(identityHeaderName));
      reachOf(caller, service);
      c.set('caller', caller);
      // What stands in a request is for nobody's cache.
      c.header('cache-control', 'no-store');
      await next();
    });
  }
  const onError = (): never => {
    throw new Refusal('ERRCOTCAL0005');
  };
  app.use(routes.rating.getRoutingPath(), bodyLimit({ maxSize: limits.sneBodyBytes, onError }));
}

function addServices(app: App, { clock }: ServiceOptions, keptData: KeptData): void {
  const today = (): string => new Date(clock.nowMs()).toISOString().slice(0, 10);
  const reachable = (caller: Caller, service: Service): RequestData[] =>
    reachOf(caller, service).map((territory) => keptData(territory, caller.environment));
  app.openapi(routes.numbers, (c) => {
    const { epci, range, filtre_a_coter: unrated } = c.req.valid('query');
    const caller = c.get('caller');
    const territory = chooseTerritory(reachOf(caller, 'numeros'), epci);
    return c.json(answerNumbers(keptData(territory, caller.environment), range, unrated === 'true'), 200);
  });
  app.openapi(routes.oneRequest, (c) => {
    const { numeroUnique } = c.req.valid('param');
    return c.json(answerRequest(findRequest(reachable(c.get('caller'), 'demande'), numeroUnique)), 200);
  });
  app.openapi(routes.rating, (c) => {
    const found = findRequest(reachable(c.get('caller'), 'cotation'), c.req.valid('param').numeroUnique);
    const codes = c.req.valid('json').localisationsSouhaitees.map(({ codeInsee }) => codeInsee);
    return c.json(answerRating(found, codes, today()), 200);
  });
  app.openapi(routes.model, (c) => {
    const { epci, date = today() } = c.req.valid('query');
    return c.json(answerModel(chooseTerritory(reachOf(c.get('caller'), 'modele'), epci), date), 200);
  });
}
