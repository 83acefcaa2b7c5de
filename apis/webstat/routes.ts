/** The operations of a Webstat product as they stand in its contract, in the words of the real one's where they are known. */
import { createRoute, z } from '@hono/zod-openapi';
import type { Language } from '#base/language.ts';
import { formats } from '#apis/webstat/answers/query.ts';

const refusalSchema = z
  .strictObject({ httpCode: z.string(), httpMessage: z.string(), moreInformation: z.string(), message: z.string() })
  .openapi('Refusal', {
    example: {
      httpCode: '404',
      httpMessage: 'Not Found',
      moreInformation: 'Dataset not found or the dataset is being indexed',
      message: 'Dataset not found or the dataset is being indexed',
    },
  });

const catalogueSchema = z
  .array(
    z.strictObject({
      name: z.string().openapi({ example: 'EXR' }),
      description: z.string().openapi({ example: 'Exchange Rates' }),
      lastUpdate: z.string().openapi({ example: '2020-04-10 10:15:13.0' }),
    }),
  )
  .openapi('Catalogue');

const seriesListSchema = z
  .array(
    z
      .object({
        seriesKey: z.string().openapi({ example: 'EXR.M.USD.EUR.SP00.E' }),
        title: z.string(),
        titleCompl: z.string(),
        sourceAgency: z.string(),
        from: z.string().openapi({ example: '01/01/1999' }),
        to: z.string().openapi({ example: '31/12/2020' }),
      })
      .catchall(z.string()),
  )
  .openapi('SeriesList');

const observationSchema = z
  .strictObject({
    ObservationPeriod: z.strictObject({
      periodId: z.int().openapi({ example: 2210 }),
      periodFirstDate: z.string().openapi({ example: '01-12-2019 00:00:00' }),
      periodName: z.string().openapi({ example: 'Déc 2019' }),
      value: z.number().nullable().openapi({ example: 7.4715 }),
    }),
  })
  .openapi('Observation');

const dataSchema = z
  .strictObject({
    datasetName: z.string().openapi({ example: 'EXR' }),
    instanceId: z.int(),
    id: z.int(),
    seriesObs: z.array(
      z.strictObject({
        ObservationsSerie: z.strictObject({
          title: z.string(),
          titleCompl: z.string(),
          frequency: z.string().openapi({ example: 'M' }),
          observations: z.array(observationSchema),
          seriesKey: z.string().openapi({ example: 'EXR.M.DKK.EUR.SP00.E' }),
        }),
      }),
    ),
  })
  .openapi('Data');

const structureSchema = z
  .looseObject({
    id: z.int(),
    name: z.string(),
    description: z.string(),
    keyFamily: z.looseObject({
      id: z.string(),
      dimensions: z.array(
        z.strictObject({
          dimension: z.strictObject({
            key: z.string().openapi({ example: 'CURRENCY' }),
            name: z.string(),
            position: z.int(),
            dimensionValues: z.array(z.strictObject({ key: z.string(), name: z.string() })).nullable(),
            filter: z.boolean(),
          }),
        }),
      ),
    }),
  })
  .openapi('Structure');

const texts = {
  fr: {
    done: 'operation complétée',
    catalogue: 'La liste des jeux de données.',
    series: 'La liste des séries d’un jeu de données.',
    data: 'Toutes les observations d’un jeu de données.',
    keyData: 'Les observations de séries.',
    structure: 'Les dimensions d’un jeu de données, avec leurs codes.',
    key: 'Clé de série, avec ou sans le nom du jeu devant. `*` : toute une dimension ; `+` : plusieurs clés entières.',
    period: 'Comprise. YYYY-MM-DD, YYYY-W[01-53], YYYY-MM, YYYY-Q[1-4], YYYY-S[1-2] ou YYYY.',
    first: 'Nombre d’observations depuis la plus ancienne ; pas avec lastNObservations.',
    last: 'Nombre d’observations depuis la plus récente ; pas avec firstNObservations.',
    wrong:
      'Valeur format incorrect, le dataset est obligatoire ; Valeur détail incorrect ; Format de la période incorrect…',
    wrongList: 'Valeur de statut non valide',
    client: 'client Id non valide',
    both: 'firstNObservations et lastNObservations ensemble',
    unknown: "Dataset non trouvé ou le dataset est en cours d'indexation",
    unavailable: 'Format non disponible pour le moment',
    large: 'Request Timeout : demandez un ensemble plus petit',
    slash: ' (avec une barre à la fin)',
  },
  en: {
    done: 'successful operation',
    catalogue: 'The list of datasets.',
    series: 'The list of a dataset’s series.',
    data: 'All observations of a dataset.',
    keyData: 'The observations of series.',
    structure: 'The dimensions of a dataset, with their codes.',
    key: 'Series key, with or without the name of the dataset before it. `*`: a whole dimension; `+`: several full keys.',
    period: 'Inclusive. YYYY-MM-DD, YYYY-W[01-53], YYYY-MM, YYYY-Q[1-4], YYYY-S[1-2] or YYYY.',
    first: 'Number of observations from the oldest; not together with lastNObservations.',
    last: 'Number of observations from the newest; not together with firstNObservations.',
    wrong: 'Format value incorrect, dataset value have to be set; Detail value incorrect; Period format incorrect…',
    wrongList: 'Invalid status value',
    client: 'Invalid client Id',
    both: 'firstNObservation and lastNObservation cannot be combined in the same query',
    unknown: 'Dataset not found or the dataset is being indexed',
    unavailable: 'Format not available yet',
    large: 'Request Timeout: please request a smaller set',
    slash: ' (with a slash at its end)',
  },
} as const;

type Texts = (typeof texts)[Language];

const inPath = (name: string, example: string, description?: string) =>
  z.string().openapi({
    param: { name, in: 'path', required: true, ...(description === undefined ? {} : { description }) },
    example,
  });

function refusals(text: Texts, wrong: string) {
  const refusal = (description: string) => ({
    description,
    content: { 'application/json': { schema: refusalSchema } },
  });
  return {
    400: refusal(wrong),
    401: refusal(text.client),
    404: refusal(text.unknown),
    501: refusal(text.unavailable),
  };
}

function answer<Schema extends z.ZodType>(
  text: Texts,
  schema: Schema,
  others: readonly string[],
  wrong: string = text.wrong,
) {
  const further = Object.fromEntries(others.map((type) => [type, { schema: z.string() }]));
  return {
    200: { description: text.done, content: { 'application/json': { schema }, ...further } },
    ...refusals(text, wrong),
  };
}

/** The operations in the order of the real contract; those with a slash at the end are what the Bank's R client calls. */
export function contractRoutes(language: Language) {
  const text = texts[language];
  const format = z.object({ format: z.enum(formats).default('json') });
  const dataset = z.object({ datasetName: inPath('datasetName', 'EXR') });
  const seriesKey = inPath('seriesKey', 'M.USD.EUR.SP00.E', text.key);
  const period = z.string().optional().openapi({ description: text.period, example: '2020-01' });
  const window = format.extend({
    detail: z.enum(['dataonly']).default('dataonly'),
    startPeriod: period,
    endPeriod: period,
    firstNObservations: z.int().min(1).optional().openapi({ description: text.first }),
    lastNObservations: z.int().min(1).optional().openapi({ description: text.last }),
  });
  const lists = ['text/csv', 'application/xml'];
  const data = {
    ...answer(text, dataSchema, ['text/csv']),
    403: { description: text.both, content: { 'application/json': { schema: refusalSchema } } },
    502: { description: text.large, content: { 'application/json': { schema: refusalSchema } } },
  };
  const catalogue = { request: { query: format }, responses: answer(text, catalogueSchema, lists, text.wrongList) };
  const whole = { request: { params: dataset, query: window }, responses: data };
  const route = createRoute;
  return [
    route({ method: 'get', path: '/catalogue', operationId: 'catalogue', summary: text.catalogue, ...catalogue }),
    route({
      method: 'get',
      path: '/catalogue/',
      operationId: 'catalogueSlash',
      summary: `${text.catalogue}${text.slash}`,
      ...catalogue,
    }),
    route({
      ...{ method: 'get', path: '/catalogue/{datasetName}', operationId: 'series', summary: text.series },
      ...{
        request: { params: dataset, query: format },
        responses: answer(text, seriesListSchema, lists, text.wrongList),
      },
    }),
    route({ method: 'get', path: '/data/{datasetName}', operationId: 'data', summary: text.data, ...whole }),
    route({
      method: 'get',
      path: '/data/{datasetName}/',
      operationId: 'dataSlash',
      summary: `${text.data}${text.slash}`,
      ...whole,
    }),
    route({
      ...{ method: 'get', path: '/data/{datasetName}/{seriesKey}', operationId: 'seriesData', summary: text.keyData },
      ...{ request: { params: dataset.extend({ seriesKey }), query: window }, responses: data },
    }),
    route({
      ...{ method: 'get', path: '/datastructure/{datasetName}', operationId: 'structure', summary: text.structure },
      request: { params: dataset, query: format.extend({ detail: z.enum(['full', 'light']).default('full') }) },
      responses: answer(text, structureSchema, []),
    }),
  ];
}
