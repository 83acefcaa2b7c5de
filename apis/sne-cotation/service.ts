/**
 * SNE-Cotation as an ordinary HTTP service: it knows nothing of Guichet but the signed identity header. Its contract at
 * `/openapi.json` is made from the routes below.
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Log } from '#base/log.ts';
import { Problem, problemDocument } from '#base/problem.ts';
import { identityHeaderName, type IdentifyCaller } from '#apis/sne-cotation/identity-header.ts';

const stateSchema = z
  .strictObject({ version: z.string().openapi({ example: '1.0' }), etat: z.literal('OK') })
  .openapi('Etat');

const errorSchema = z
  .strictObject({ code: z.string().openapi({ example: 'ERRAUTUSR0001' }), message: z.string() })
  .openapi('Erreur');

const problemSchema = z
  .looseObject({ type: z.string(), title: z.string(), status: z.number().int(), code: z.string() })
  .openapi('Problem');

const healthcheck = createRoute({
  method: 'get',
  path: '/healthcheck',
  operationId: 'healthcheck',
  summary: 'Vérifie que le service répond et que l’application cliente y a un profil métier.',
  responses: {
    200: { description: 'Le service est disponible.', content: { 'application/json': { schema: stateSchema } } },
    401: {
      description: 'La requête n’est pas passée par la passerelle.',
      content: { 'application/problem+json': { schema: problemSchema } },
    },
    403: { description: 'Aucun profil métier.', content: { 'application/json': { schema: errorSchema } } },
  },
});

/** The guide's words (PISTE, SNE-Cotation), to the letter. The guide names no status: 403 says what it means. */
const withoutProfile = {
  code: 'ERRAUTUSR0001',
  message:
    "Aucun profil métier n'est attribué à cette application cliente. Veuillez contacter les administrateurs de l'API SNE-Cotation.",
};

const withoutIdentity = new Problem('identity_header.invalid', 401, {
  en: 'This service answers only what comes through the gateway: the identity header is missing or not valid.',
  fr: "Ce service ne répond qu'à ce qui passe par la passerelle : l'en-tête d'identité manque ou n'est pas valide.",
});

const withoutKeys = new Problem('identity_header.keys_unreachable', 503, {
  en: 'The keys of the gateways cannot be fetched at the moment.',
  fr: 'Les clés des passerelles ne peuvent pas être obtenues pour le moment.',
});

function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problemDocument(problem, 'fr')), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

type ServiceOptions = { readonly identify: IdentifyCaller; readonly log: Log };

/** Makes the service as `(Request) => Response`. */
export function openSneCotation({ identify, log }: ServiceOptions): (request: Request) => Promise<Response> {
  const app = new OpenAPIHono();
  app.openapi(healthcheck, async (c) => {
    const caller = await identify(c.req.header(identityHeaderName));
    // A refusal is thrown, so that its media type stays out of the typed answers.
    if (caller === null) throw withoutIdentity;
    if (caller.profiles.length === 0) return c.json(withoutProfile, 403);
    return c.json({ version: '1.0', etat: 'OK' as const }, 200);
  });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'SNE-Cotation', version: '1.0', description: 'Cotation de la demande de logement social.' },
  });
  app.notFound(() =>
    problemResponse(
      new Problem('path.not_found', 404, { en: 'There is nothing here.', fr: "Il n'y a rien à cette adresse." }),
    ),
  );
  app.onError((cause) => {
    if (cause instanceof Problem) return problemResponse(cause);
    log.error('the keys of the identity header could not be fetched', {}, cause);
    return problemResponse(withoutKeys);
  });
  return async (request) => app.fetch(request);
}
