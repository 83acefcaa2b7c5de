/**
 * The portal as `(Request) => Response`: every request takes the same steps, from the assets to the page, and every answer
 * leaves with the same security headers.
 */
import { Hono } from 'hono';
import { newRequestId } from '#base/ids.ts';
import { noRoute, type TakeRequest } from '#base/metrics/requests.ts';
import { Problem } from '#base/problem.ts';
import type { PageRoute } from '#portal/page-route.ts';
import { pages } from '#portal/pages.ts';
import { pageNotFound, showRefusal } from '#portal/refusal-page.tsx';
import { addSecurityHeaders } from '#portal/security-headers.ts';
import type { PortalServices } from '#portal/services.ts';
import { openVisits, type Arrival, type Visits } from '#portal/visit/open-visit.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** Answers one request; `peer` is the address at the other end of its connection. */
export type Portal = (request: Request, peer: { readonly address: string }) => Promise<Response>;

type Env = { Bindings: Arrival };

/** What answers where there is no page. */
const nowhere: Pick<PageRoute, 'method' | 'bodyBytes' | 'handle'> = {
  method: 'get',
  bodyBytes: undefined,
  handle: async () => {
    throw pageNotFound();
  },
};

/** Makes the portal on `services`. */
export function openPortal(services: PortalServices): Portal {
  const visits = openVisits(services);
  const app = new Hono<Env>();
  for (const page of pages) {
    const take = services.requests(page.path);
    app.on(page.method.toUpperCase(), page.path, (c) => timed(take, c.env, answer(visits, page, c.env, c.req.param())));
  }
  const takeLost = services.requests(noRoute);
  app.notFound((c) => timed(takeLost, c.env, answer(visits, nowhere, c.env, {})));
  return async (request, { address }) => {
    const requestId = newRequestId();
    const response =
      services.assets.answer(request) ?? (await app.fetch(request, { request, peerAddress: address, requestId }));
    response.headers.set('x-request-id', requestId);
    return addSecurityHeaders(response, services.portalUrl);
  };
}

/** Gives the answer when it is there, and has it taken in. */
async function timed(take: TakeRequest, { request }: Arrival, answering: Promise<Response>): Promise<Response> {
  const beganMs = performance.now();
  const response = await answering;
  take(request.method, response.status, performance.now() - beganMs);
  return response;
}

/** Answers one visit with its page, or with the page of what went wrong. */
async function answer(
  visits: Visits,
  page: typeof nowhere,
  arrival: Arrival,
  params: Visit['params'],
): Promise<Response> {
  const visit = await visits.open(arrival, params);
  let response: Response;
  try {
    response = await page.handle(page.method === 'post' ? await visits.withForm(visit, page.bodyBytes) : visit);
  } catch (cause) {
    response = await showRefusal(visit, problemOf(cause, visit));
  }
  for (const line of visit.cookies.lines()) response.headers.append('set-cookie', line);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
  return response;
}

/** The problem that a person is told: the one thrown, or one that says nothing of our inside. */
function problemOf(cause: unknown, { services, requestId, url }: Visit): Problem {
  if (cause instanceof Problem && cause.status < 500) return cause;
  services.log.error('a page ended in a fault', { requestId, path: url.pathname }, cause);
  if (cause instanceof Problem) return cause;
  return new Problem('internal.fault', 500, {
    en: 'Something went wrong on our side; the log says more under this request id.',
    fr: 'Une erreur est survenue de notre côté ; le journal en dit plus sous cet identifiant de requête.',
  });
}
