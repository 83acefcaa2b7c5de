/** Usage as operations: of an application to its organisation, of an API and a provider to the provider, of all to operators. */
import { z } from 'zod';
import { findMeteredApi } from '#metering/find-api.ts';
import { namedReportSchema, nameReport, type NamedReport } from '#metering/usage/named.ts';
import { usageEnvironmentSchema, usageStepSchema, type UsageSubject } from '#metering/usage/question.ts';
import { readUsage } from '#metering/usage/read.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { operation, type Performed, type Work } from '#registry/operation.ts';
import { anyRole, mayActFor, mayDecideFor, mayOperate } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

const rangeFields = {
  environment: usageEnvironmentSchema.optional().describe('Without it: both.'),
  from: z.iso.datetime({ offset: true }).describe('Widened to whole periods of the step.'),
  to: z.iso.datetime({ offset: true }).describe('Up to here, itself not included.'),
  step: usageStepSchema.describe('Days and months are those of Europe/Paris.'),
};
const rangeSchema = z.object(rangeFields);
type Range = z.output<typeof rangeSchema>;

async function answer(work: Work, subject: UsageSubject, range: Range): Promise<Performed<NamedReport>> {
  const { environment, from, to, step } = range;
  const question = { subject, environment, fromMs: Date.parse(from), toMs: Date.parse(to), step };
  return { result: await nameReport(work.tx, await readUsage(work.tx, question)), audit: [] };
}

/**
 * Gives the usage of an application, to the members of its organisation.
 *
 * @throws Problem `application.not_found` (404), `api.not_found` (404), `usage.range_invalid` (422), `usage.too_many_periods` (422)
 */
export const applicationUsage = operation({
  name: 'usage.application',
  summary: 'Gives the usage of an application: calls, answers, refusals, bytes and latency, over time and by API.',
  http: { method: 'get', path: '/applications/{application}/usage' },
  input: z.strictObject({
    application: referenceSchema.describe('Its id or client id.'),
    api: referenceSchema.optional().describe('Only calls to this one: its id, or `provider/slug@version`.'),
    ...rangeFields,
  }),
  output: namedReportSchema,
  authorise: async (work, { application }) =>
    mayActFor(work, await readApplication(work.tx, application), anyRole, applicationNotFound()),
  perform: async (work, { subject: { id: applicationId } }, { api, ...range }) => {
    if (api === undefined) return answer(work, { kind: 'application', applicationId }, range);
    const { apiId, draft } = await findMeteredApi(work.tx, api);
    if (draft) throw apiNotFound();
    return answer(work, { kind: 'pair', applicationId, apiId }, range);
  },
});

/**
 * Gives the usage of an API, to its provider's administrators.
 *
 * @throws Problem `api.not_found` (404), `usage.range_invalid` (422), `usage.too_many_periods` (422)
 */
export const apiUsage = operation({
  name: 'usage.api',
  summary: 'Gives the usage of an API: calls, answers, refusals, bytes and latency, over time and by application.',
  http: { method: 'get', path: '/apis/{api}/usage' },
  input: z.strictObject({
    api: referenceSchema.describe('Its id, or `provider/slug@version`.'),
    application: z.uuid().optional().describe('Only calls by the application with this id.'),
    ...rangeFields,
  }),
  output: namedReportSchema,
  authorise: async (work, { api }) => mayDecideFor(work, await findMeteredApi(work.tx, api), apiNotFound()),
  perform: (work, { subject: { apiId } }, { application: applicationId, ...range }) =>
    answer(work, applicationId === undefined ? { kind: 'api', apiId } : { kind: 'pair', applicationId, apiId }, range),
});

/**
 * Gives the usage of all APIs of a provider, to its administrators.
 *
 * @throws Problem `provider.not_found` (404), `permission.denied` (403), `usage.range_invalid` (422), `usage.too_many_periods` (422)
 */
export const providerUsage = operation({
  name: 'usage.provider',
  summary: 'Gives the usage of all APIs of a provider, over time, by API and by application.',
  http: { method: 'get', path: '/providers/{provider}/usage' },
  input: z.strictObject({ provider: referenceSchema.describe('Its id or slug.'), ...rangeFields }),
  output: namedReportSchema,
  authorise: async (work, { provider }) => mayDecideFor(work, await findProvider(work.tx, provider)),
  perform: (work, { subject }, range) => answer(work, { kind: 'provider', providerId: subject.providerId }, range),
});

/** Gives the usage of the whole instance, to operators. @throws Problem `usage.range_invalid` (422), `usage.too_many_periods` (422) */
export const instanceUsage = operation({
  name: 'usage.instance',
  summary: 'Gives the usage of the whole instance, over time, by API and by application.',
  http: { method: 'get', path: '/usage' },
  input: z.strictObject(rangeFields),
  output: namedReportSchema,
  authorise: mayOperate,
  perform: (work, _granted, range) => answer(work, { kind: 'instance' }, range),
});

export const usageOperations = [applicationUsage, apiUsage, providerUsage, instanceUsage] as const;
