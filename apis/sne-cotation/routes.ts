/** The addresses of the service and what stands in its contract. The gateway takes the base path away before. */
import { createRoute, type z } from '@hono/zod-openapi';
import { examples } from '#apis/sne-cotation/examples.ts';
import { refusals, type RefusalCode } from '#apis/sne-cotation/refusals.ts';
import {
  errorSchema,
  locationsSchema,
  modelAnswerSchema,
  modelQuerySchema,
  numberParameterSchema,
  numbersQuerySchema,
  numbersSchema,
  problemSchema,
  ratingSchema,
  requestAnswerSchema,
  stateSchema,
} from '#apis/sne-cotation/shapes.ts';

const json = <Schema extends z.ZodType>(schema: Schema, example?: unknown) => ({
  'application/json': example === undefined ? { schema } : { schema, example },
});

/** What one status means here: its codes, each with its message as an example. */
function refused(...codes: readonly RefusalCode[]) {
  const shown = codes.map((code) => [code, { value: { code, message: refusals[code].message } }]);
  return {
    description: `${codes.join(', ')}.`,
    content: { 'application/json': { schema: errorSchema, examples: Object.fromEntries(shown) } },
  };
}

/** In this order on a page: whoever begins, begins with the health check. */
export const tags = {
  state: { name: 'État', description: 'Vérifier que tout est en place avant d’aller plus loin.' },
  requests: { name: 'Demandes', description: 'Les demandes d’un territoire et leur cotation.' },
  model: { name: 'Modèle', description: 'Les critères et les points qu’un EPCI a choisis.' },
} as const;

/** What every operation may answer besides its own. */
const always = {
  401: {
    description: 'La requête n’est pas passée par la passerelle.',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
  500: refused('ERRCOTCAL0004'),
};
const forbidden = ['ERRAUTUSR0001', 'ERRAUTUSR0002', 'ERRAUTUSR0003'] as const;
const numberParameter = numberParameterSchema.extend({
  numeroUnique: numberParameterSchema.shape.numeroUnique.openapi({ example: examples.number }),
});

export const healthcheck = createRoute({
  method: 'get',
  path: '/healthcheck',
  operationId: 'healthcheck',
  tags: [tags.state.name],
  summary: 'Vérifie que le service répond et que l’application cliente y a un profil métier.',
  responses: {
    200: { description: 'Le service est disponible.', content: { 'application/json': { schema: stateSchema } } },
    ...always,
    403: refused('ERRAUTUSR0001'),
  },
});

export const numbers = createRoute({
  method: 'get',
  path: '/numeros',
  operationId: 'listerNumeros',
  tags: [tags.requests.name],
  summary: 'Liste les numéros uniques des demandes d’un EPCI, par ordre croissant.',
  request: { query: numbersQuerySchema },
  responses: {
    200: { description: 'Les numéros de la plage.', content: json(numbersSchema, examples.numbers) },
    400: refused('ERRAUTUSR0005', 'ERRCOTNUM0002', 'ERRCOTNUM0003', 'ERRCOTNUM0004'),
    ...always,
    403: refused(...forbidden, 'ERRAUTUSR0004'),
  },
});

export const oneRequest = createRoute({
  method: 'get',
  path: '/demandes/{numeroUnique}',
  operationId: 'lireDemande',
  tags: [tags.requests.name],
  summary: 'Donne ce qui, dans une demande, compte pour sa cotation.',
  request: { params: numberParameter },
  responses: {
    200: { description: 'La demande.', content: json(requestAnswerSchema, examples.request) },
    400: refused('ERRCOTNUM0005'),
    ...always,
    403: refused(...forbidden),
    404: refused('ERRCOTNUM0006'),
  },
});

export const rating = createRoute({
  method: 'post',
  path: '/demandes/{numeroUnique}/cotation',
  operationId: 'calculerCotation',
  tags: [tags.requests.name],
  summary: 'Calcule la cotation d’une demande pour des localisations souhaitées.',
  description:
    'Note et détail selon le modèle en vigueur ; pour chaque localisation, la position parmi les demandes similaires et le délai moyen d’attente. Rien n’est enregistré : la même demande donne la même réponse le même jour. La cotation aide à décider ; la commission d’attribution reste souveraine.',
  request: {
    params: numberParameter,
    body: { required: true, content: json(locationsSchema, examples.locations) },
  },
  responses: {
    200: { description: 'La cotation.', content: json(ratingSchema, examples.rating) },
    400: refused('ERRCOTNUM0005', 'ERRCOTCAL0001', 'ERRCOTCAL0002'),
    ...always,
    403: refused(...forbidden),
    404: refused('ERRCOTNUM0006', 'ERRCOTCAL0006'),
    413: refused('ERRCOTCAL0005'),
    422: refused('ERRCOTCAL0003'),
  },
});

export const model = createRoute({
  method: 'get',
  path: '/modele',
  operationId: 'lireModele',
  tags: [tags.model.name],
  summary: 'Donne le modèle de cotation d’un EPCI : critères, points et grilles en vigueur à une date.',
  request: { query: modelQuerySchema },
  responses: {
    200: { description: 'Le modèle (l’exemple est abrégé).', content: json(modelAnswerSchema, examples.model) },
    400: refused('ERRAUTUSR0005', 'ERRCOTCAL0007'),
    ...always,
    403: refused(...forbidden, 'ERRAUTUSR0004'),
    404: refused('ERRCOTCAL0006'),
  },
});
