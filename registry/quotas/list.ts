import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { z } from 'zod';
import { applications, plans, subscriptions } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { readQuotas, type Quota } from '#registry/quotas/read.ts';
import { referenceSchema } from '#registry/reference.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';

const windowSchema = z.object({
  /** Of the calendar in the provider's time zone. */
  window: z.enum(['day', 'month']),
  limit: z.number().int(),
  /** Calls counted in it, as the gateways have told so far: a second or two behind them. */
  used: z.number().int(),
  remaining: z.number().int(),
  /** When it ends, with the offset of the provider's time zone: `2026-11-22T00:00:00+01:00`. */
  endsAt: z.iso.datetime({ offset: true }),
});

const quotaSchema = z.object({
  subscription: z.string(),
  state: z.enum(['pending', 'approved', 'suspended']),
  product: z.object({ reference: z.string(), name: localisedSchema }),
  plan: z.object({ slug: z.string(), name: localisedSchema }),
  /** Whose calls are counted together. */
  per: z.enum(['application', 'organisation']),
  /** The other applications of the organisation that use it up too; empty where the plan counts each application. */
  sharedWith: z.array(z.object({ id: z.string(), name: z.string() })),
  /** What happens above it: the call is refused, or passes and is flagged. */
  atLimit: z.enum(['refuse', 'flag']),
  timeZone: z.string(),
  windows: z.array(windowSchema).min(1),
});

/**
 * Lists the quotas of an application: of each live subscription whose plan has one, how much is used, what remains, and
 * when it begins anew. The figures are those that answers carry in `RateLimit`.
 *
 * @throws Problem `application.not_found` (404)
 */
export const listQuotas = operation({
  name: 'quota.list',
  summary: 'Lists the quotas of an application: limit, used, remaining, and when each ends.',
  http: { method: 'get', path: '/applications/{application}/quotas' },
  input: z.strictObject({ application: referenceSchema.describe('Its id or client id.') }),
  output: z.object({ items: z.array(quotaSchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const live = inArray(subscriptions.state, [...liveStates]);
    const quotas = await readQuotas(work.tx, and(eq(subscriptions.applicationId, subject.id), live), work.now);
    const sharers = await readSharers(work, quotas);
    return { result: { items: quotas.map((quota) => presentQuota(quota, sharers)) }, audit: [] };
  },
});

type Sharer = Awaited<ReturnType<typeof readSharers>>[number];

/** The other applications of the organisation whose calls count for one of `quotas`. */
async function readSharers(work: Work, quotas: readonly Quota[]) {
  const shared = quotas.filter(({ plan }) => plan.per === 'organisation');
  const [first] = shared;
  if (first === undefined) return [];
  return work.tx
    .select({ id: applications.id, name: applications.name, productId: subscriptions.productId })
    .from(subscriptions)
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .where(
      and(
        eq(applications.organisationId, first.application.organisationId),
        ne(applications.id, first.application.id),
        isNull(applications.deletedAt),
        eq(plans.per, 'organisation'),
        inArray(subscriptions.state, [...liveStates]),
        inArray(
          subscriptions.productId,
          shared.map(({ product }) => product.id),
        ),
      ),
    )
    .orderBy(asc(applications.name), asc(applications.id));
}

function presentQuota(quota: Quota, sharers: readonly Sharer[]): z.input<typeof quotaSchema> {
  const { subscription, product, provider, plan, windows } = quota;
  const { timeZone } = provider;
  const others = plan.per === 'organisation' ? sharers.filter(({ productId }) => productId === product.id) : [];
  return {
    subscription: subscription.id,
    // Only live ones are read.
    state: z.enum(['pending', 'approved', 'suspended']).parse(subscription.state),
    product: { reference: `${provider.slug}/${product.slug}`, name: { fr: product.nameFr, en: product.nameEn } },
    plan: { slug: plan.slug, name: { fr: plan.nameFr, en: plan.nameEn } },
    ...{ per: plan.per, atLimit: plan.atLimit, timeZone },
    sharedWith: others.map(({ id, name }) => ({ id, name })),
    windows: windows.map(({ window, limit, used, remaining, endsAt }) => {
      const ends = Temporal.Instant.fromEpochMilliseconds(endsAt.getTime());
      return { window, limit, used, remaining, endsAt: ends.toString({ timeZone }) };
    }),
  };
}
