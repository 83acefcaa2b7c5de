/** The catalogue as everybody may see it. Upstreams and drafts are not in it. */
import { z } from 'zod';

export const localisedSchema = z.object({ fr: z.string(), en: z.string() });
export const environmentSchema = z.enum(['sandbox', 'production']);

export const providerSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: localisedSchema,
  organisation: z.string(),
  contact: z.string(),
  /** In which the days and months of its quotas begin and end. */
  timeZone: z.string(),
});

export const issuerSchema = z.object({
  id: z.uuid(),
  provider: z.string(),
  slug: z.string(),
  environment: environmentSchema,
  url: z.string(),
  dialect: z.enum(['piste', 'identityserver']),
  tokenFormat: z.enum(['opaque', 'jwt']),
  grants: z.array(z.string()),
  scopes: z.array(z.string()),
  defaultScope: z.string().nullable(),
  accessTokenSeconds: z.number().int(),
  /** False: it answers nothing any more. */
  enabled: z.boolean(),
  passwordGrantSunsetAt: z.iso.datetime().nullable(),
});

/** What a list shows of an API. */
export const apiSummarySchema = z.object({
  id: z.uuid(),
  /** How it is named: `piste/sne-cotation@1.0`. */
  reference: z.string(),
  provider: z.string(),
  slug: z.string(),
  version: z.string(),
  name: localisedSchema,
  description: localisedSchema,
  status: z.enum(['draft', 'published', 'deprecated', 'retired']),
  /** When it was, or will be, deprecated; null: no date is known. */
  deprecatedAt: z.iso.datetime().nullable(),
  /** When it stops to answer; null: no end is announced. */
  sunsetAt: z.iso.datetime().nullable(),
  /** `provider/slug@version` of the API that takes its place. */
  successor: z.string().nullable(),
  type: z.string(),
  tags: z.array(z.string()),
  validationNeeded: z.boolean(),
  environments: z.array(environmentSchema),
  addedAt: z.iso.datetime(),
});

const deploymentSchema = z.object({
  environment: environmentSchema,
  label: z.string(),
  host: z.string(),
  basePath: z.string(),
  issuer: z.string().nullable(),
  issuerUrl: z.string().nullable(),
});

/** All that everybody may know of an API, but its contract. */
export const apiFactsSchema = apiSummarySchema.extend({
  hasContract: z.boolean(),
  dialect: z.enum(['piste', 'ibm', 'problem']),
  credential: z.enum(['token', 'client-id', 'client-id-and-secret', 'api-key']),
  requiredScopes: z.array(z.string()),
  cors: z.boolean(),
  webSocket: z.boolean(),
  /** True: everybody may look at its data in the portal. */
  openData: z.boolean(),
  approver: z.string(),
  administrator: z.string(),
  /** `provider/slug`, for `terms.get`. */
  terms: z.string().nullable(),
  deployments: z.array(deploymentSchema),
  profiles: z.array(z.object({ code: z.string(), name: localisedSchema })),
  /** `provider/slug` of the products that hold it. */
  products: z.array(z.string()),
});

/** All that everybody may know of an API. */
export const apiSchema = apiFactsSchema.extend({ contract: z.unknown() });

export const planSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: localisedSchema,
  ratePerSecond: z.number().int().nullable(),
  burst: z.number().int().nullable(),
  quotaPerDay: z.number().int().nullable(),
  quotaPerMonth: z.number().int().nullable(),
  /** Whose calls are counted together. */
  per: z.enum(['application', 'organisation']),
  /** What happens above a quota: the call is refused, or passes and is flagged. */
  atLimit: z.enum(['refuse', 'flag']),
  approvalNeeded: z.boolean(),
});

export const productSchema = z.object({
  id: z.uuid(),
  /** How it is named: `banque-de-france/webstat-fr`. */
  reference: z.string(),
  provider: z.string(),
  slug: z.string(),
  name: localisedSchema,
  description: localisedSchema,
  /** `provider/slug@version` of its APIs that are not retired. */
  apis: z.array(z.string()),
  /** True: one of its APIs is submitted to validation, so every subscription waits. */
  validationNeeded: z.boolean(),
  plans: z.array(planSchema),
});

export const termsSchema = z.object({
  /** How they are named: `piste/sne-cotation`. */
  reference: z.string(),
  /** True: no API asks for them any more; shown for the sake of those who accepted them. */
  retired: z.boolean(),
  title: localisedSchema,
  versions: z.array(
    z.object({ id: z.uuid(), version: z.string(), effectiveAt: z.iso.datetime(), text: localisedSchema }),
  ),
});
