import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, applications, organisations, providers } from '#database/tables.ts';
import { explainDecision, type People } from '#metering/request-log/decision.ts';
import { loggedSchema, readLogged, type Logged } from '#metering/request-log/logged.ts';
import { decisionSteps } from '#metering/request-log/reasons.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';
import { operation, type Permission, type Work } from '#registry/operation.ts';
import { maySeeBetween } from '#registry/permission.ts';
import { notFound } from '#registry/reference.ts';
import { readViewer } from '#registry/why/viewer.ts';

const decisionSchema = z.object({
  steps: z
    .array(z.object({ step: z.enum(decisionSteps), state: z.enum(['passed', 'stopped', 'not_reached', 'unknown']) }))
    .describe('What the gateway asks, in its order, and what became of it.'),
  stoppedAt: z.enum(decisionSteps).nullable().describe('Where it ended before its time.'),
  text: localisedSchema,
  who: z
    .object({
      kind: z.enum(['you', 'consumer', 'provider', 'operator']),
      name: localisedSchema,
      mail: z.string().nullable(),
    })
    .nullable()
    .describe('Who can change it.'),
});

/**
 * Gives a logged request by its number, with the whole decision: to the organisation of its application, to the
 * administrators of its API's provider, and to operators.
 *
 * @throws Problem `request_log.not_found` (404)
 */
export const getLoggedRequest = operation({
  name: 'request-log.get',
  summary: 'Gives a logged request by the X-Request-Id that the client got, and explains what the gateway decided.',
  http: { method: 'get', path: '/request-log/{request}' },
  input: z.strictObject({ request: z.string().trim().max(400).describe('The X-Request-Id that the client got.') }),
  output: loggedSchema.extend({
    decision: decisionSchema,
    sides: z
      .object({ consumer: z.boolean(), provider: z.boolean(), operator: z.boolean() })
      .describe('On which sides of it the reader stands.'),
  }),
  authorise: maySee,
  perform: async (_work, { subject }) => {
    const { logged, people } = subject;
    const { outcome, reason, status, api } = logged;
    const decision = explainDecision({ outcome, reason, status, apiId: api?.id ?? null }, people);
    const steps = decision.steps.map((one) => ({ ...one }));
    return { result: { ...logged, decision: { ...decision, steps }, sides: people.viewer }, audit: [] };
  },
});

type Seen = {
  readonly logged: Logged;
  readonly people: People;
  readonly organisationId: string | null;
  readonly providerOrganisationId: string | null;
};

async function maySee(work: Work, { request }: { readonly request: string }): Promise<Permission<'see-between', Seen>> {
  const [logged] = await readLogged(
    work.tx,
    sql`select * from metering.requests where id = ${request.toLowerCase()} order by at desc limit 1`,
  );
  if (logged === undefined) throw requestNotFound();
  const consumer = logged.application === null ? null : await readConsumer(work.tx, logged.application.id);
  const provider = logged.api === null ? null : await readProvider(work.tx, logged.api.id);
  const sides = {
    organisationId: consumer?.organisationId ?? null,
    providerOrganisationId: provider?.organisationId ?? null,
  };
  const viewer = await readViewer(work, sides);
  return maySeeBetween(work, { ...sides, logged, people: { viewer, consumer, provider } }, requestNotFound());
}

async function readConsumer(tx: Transaction, applicationId: string) {
  const [found] = await tx
    .select({ organisationId: organisations.id, organisation: organisations.name, email: applications.email })
    .from(applications)
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .where(eq(applications.id, applicationId));
  if (found === undefined) return null;
  const { organisationId, organisation, email } = found;
  return { organisationId, organisation, application: { email } };
}

async function readProvider(tx: Transaction, apiId: string) {
  const [found] = await tx
    .select({ api: apis, provider: providers })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(eq(apis.id, apiId));
  if (found === undefined) return null;
  const { organisationId, nameFr, nameEn, contactEmail } = found.provider;
  return { organisationId, api: found.api, provider: { name: { fr: nameFr, en: nameEn }, contactEmail } };
}

function requestNotFound() {
  return notFound('request_log.not_found', {
    en: 'The request log holds no such request that you may see.',
    fr: 'Le journal ne contient pas de telle requête que vous puissiez voir.',
  });
}
