import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { apis, consents, productApis, providers, subscriptions, termsVersions } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';
import { readTermsStates, termsStateSchema } from '#registry/terms/state.ts';

const itemSchema = termsStateSchema.extend({
  /** APIs that the application has subscribed to, or asked for, and that ask for these terms. */
  apis: z.array(z.string()),
});

/**
 * Lists the terms that concern an application: those that its APIs ask for, and those that it accepted earlier.
 *
 * @throws Problem `application.not_found` (404)
 */
export const listApplicationTerms = operation({
  name: 'application.terms',
  summary: 'Lists the terms that concern an application: what was accepted, when, by whom, and what is due.',
  http: { method: 'get', path: '/applications/{application}/terms' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(itemSchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const asking = await readAsking(work, subject.id);
    const accepted = await work.tx
      .selectDistinct({ termsId: termsVersions.termsId })
      .from(consents)
      .innerJoin(termsVersions, eq(termsVersions.id, consents.termsVersionId))
      .where(eq(consents.applicationId, subject.id));
    const ids = new Set([...asking, ...accepted].flatMap(({ termsId }) => termsId ?? []));
    const states = await readTermsStates(work.tx, subject.id, [...ids], work.now);
    const items = [...states].map(([id, state]) => ({
      ...state,
      apis: asking.filter(({ termsId }) => termsId === id).map(({ reference }) => reference),
    }));
    return { result: { items }, audit: [] };
  },
});

/** The APIs of the application's live subscriptions that ask for terms. */
async function readAsking(work: Work, applicationId: string) {
  return work.tx
    .selectDistinct({ reference: apiReference, termsId: apis.termsId })
    .from(subscriptions)
    .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
    .innerJoin(apis, eq(apis.id, productApis.apiId))
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(
      and(
        eq(subscriptions.applicationId, applicationId),
        inArray(subscriptions.state, [...liveStates]),
        isNotNull(apis.termsId),
      ),
    )
    .orderBy(apiReference);
}
