import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { apis, deployments, issuers, productApis, providers, subscriptions } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';
import { publicTokenUrl } from '#registry/issuers/addresses.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

const needSchema = z.object({
  /** `provider/slug@version`. */
  api: z.string(),
  name: localisedSchema,
  credential: z.enum(['token', 'client-id', 'client-id-and-secret', 'api-key']),
  /** Where its tokens come from, in the application's environment; null: it takes none, or nobody gives any. */
  tokenUrl: z.string().nullable(),
});

/**
 * Lists the APIs that an application has subscriptions to, each with the kind of credential that it wants.
 *
 * @throws Problem `application.not_found` (404)
 */
export const listCredentialNeeds = operation({
  name: 'application.credential-needs',
  summary: 'Says which API of an application wants which kind of credential.',
  http: { method: 'get', path: '/applications/{application}/credential-needs' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(needSchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const here = and(eq(deployments.apiId, apis.id), eq(deployments.environment, subject.environment));
    const rows = await work.tx
      .selectDistinct({
        api: apiReference,
        nameFr: apis.nameFr,
        nameEn: apis.nameEn,
        credential: apis.credential,
        issuer: { slug: issuers.slug, url: issuers.url, dialect: issuers.dialect },
      })
      .from(subscriptions)
      .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
      .innerJoin(apis, eq(apis.id, productApis.apiId))
      .innerJoin(providers, eq(providers.id, apis.providerId))
      .leftJoin(deployments, here)
      .leftJoin(issuers, and(eq(issuers.id, deployments.issuerId), eq(issuers.enabled, true)))
      .where(and(eq(subscriptions.applicationId, subject.id), inArray(subscriptions.state, [...liveStates])))
      .orderBy(asc(apiReference));
    const items = rows.map(({ api, nameFr, nameEn, credential, issuer }) => ({
      ...{ api, name: { fr: nameFr, en: nameEn }, credential },
      tokenUrl: credential === 'token' && issuer !== null ? publicTokenUrl(issuer) : null,
    }));
    return { result: { items }, audit: [] };
  },
});
