import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { apis, providers } from '#database/tables.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { environmentSchema, localisedSchema } from '#registry/catalogue/schema.ts';
import { operation, type Permission, type Work } from '#registry/operation.ts';
import { maySeeBetween } from '#registry/permission.ts';
import { isId, referenceSchema } from '#registry/reference.ts';
import { judgeWhy } from '#registry/why/judge.ts';
import { hasAsked, hasAskedForApi, readAskedApplication } from '#registry/why/read-application.ts';
import { readWhyFacts, type Question } from '#registry/why/read-facts.ts';
import { stepNames, type WhyStep } from '#registry/why/step.ts';
import { readViewer } from '#registry/why/viewer.ts';

const stepSchema = z.object({
  step: z.enum(stepNames),
  /** `none`: not asked in this case. */
  light: z.enum(['green', 'red', 'none']),
  code: z.string().nullable(),
  refusedBy: z.enum(['gateway', 'issuer', 'service']).nullable(),
  text: localisedSchema,
  warning: localisedSchema.nullable(),
  since: z.iso.datetime().nullable(),
  who: z
    .object({
      kind: z.enum(['you', 'consumer', 'provider', 'operator']),
      name: localisedSchema,
      mail: z.string().nullable(),
    })
    .nullable(),
  /** The operation that changes it. */
  remedy: z.string().nullable(),
  subject: z.string().nullable(),
});

const whyInput = z.strictObject({
  application: referenceSchema.describe('Its id or client id.'),
  api: referenceSchema.describe('Its id, or `provider/slug@version`.'),
  environment: environmentSchema
    .optional()
    .describe("The environment that is called; the application's own if left out."),
  account: emailSchema.optional().describe('The account in whose name the application calls, where it does.'),
});

/**
 * Explains whether calls of an application to an API pass, and if not, what stands in the way, who can change it and how:
 * to the organisation of the application and to the provider's administrators, once it has asked them for something.
 *
 * @throws Problem `application.not_found` (404), `api.not_found` (404)
 */
export const explainRefusal = operation({
  name: 'application.why',
  summary: 'Explains why calls of an application to an API pass or are refused, and who can change it.',
  http: { method: 'get', path: '/applications/{application}/why' },
  input: whyInput,
  output: z.object({
    application: z.object({ id: z.string(), name: z.string(), environment: environmentSchema }),
    api: z.object({ id: z.string(), reference: z.string(), name: localisedSchema }),
    environment: environmentSchema,
    passes: z.boolean(),
    /** What the gateway says in `X-Guichet-Reason`; null: it lets the call through. */
    gatewayReason: z.string().nullable(),
    steps: z.array(stepSchema),
  }),
  authorise: mayAsk,
  perform: async (work, { subject }) => {
    const facts = await readWhyFacts(work, subject);
    const { steps, ...verdict } = judgeWhy(facts);
    const { id, name, environment } = facts.application;
    return {
      result: {
        application: { id, name, environment },
        api: { id: subject.api.id, reference: facts.api.reference, name: facts.api.name },
        environment: facts.environment,
        ...verdict,
        steps: steps.map(presentStep),
      },
      audit: [],
    };
  },
});

function presentStep(step: WhyStep): z.input<typeof stepSchema> {
  return { ...step, since: step.since?.toISOString() ?? null };
}

async function mayAsk(
  work: Work,
  input: z.output<typeof whyInput>,
): Promise<Permission<'see-between', Question & Sides>> {
  const application = await readAskedApplication(work, input.application);
  const found = await findApi(work, input.api);
  const sides = {
    organisationId: application.organisationId,
    providerOrganisationId: found.provider.organisationId,
  };
  const viewer = await readViewer(work, sides);
  // Checked before the API is looked at: outsiders learn of neither.
  const subject = {
    ...sides,
    ...found,
    application,
    viewer,
    environment: input.environment ?? application.environment,
    account: input.account,
  };
  const granted = await maySeeBetween(work, subject, applicationNotFound());
  if (!viewer.consumer && !viewer.operator && !(await hasAsked(work, application.id, found.provider.id))) {
    throw applicationNotFound();
  }
  const hidden = found.api.status === 'draft' && !viewer.provider && !viewer.operator;
  if (hidden && !(await hasAskedForApi(work, application.id, found.api.id))) throw apiNotFound();
  return granted;
}

type Sides = { readonly organisationId: string; readonly providerOrganisationId: string };

async function findApi(work: Work, reference: string): Promise<Pick<Question, 'api' | 'provider'>> {
  const named = isId(reference) ? eq(apis.id, reference) : eq(apiReference, reference);
  const [found] = await work.tx
    .select({ api: apis, provider: providers })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(named);
  if (found === undefined) throw apiNotFound();
  return found;
}
