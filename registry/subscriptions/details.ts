/** Subscriptions as both of their sides see them: with the names of all that they are about, and who decides. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import {
  accounts,
  apis,
  applications,
  memberships,
  organisations,
  plans,
  productApis,
  products,
  providers,
  subscriptions,
} from '#database/tables.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { environmentSchema, localisedSchema } from '#registry/catalogue/schema.ts';
import { readLastSteps, type DecisionRow } from '#registry/subscriptions/last-step.ts';
import { readPlanRequests, type PlanRequest } from '#registry/subscriptions/plan-request.ts';
import { presentSubscription, subscriptionSchema } from '#registry/subscriptions/schema.ts';

/** A subscription with names. The provider sees of the application what it must know to decide. */
export const subscriptionDetailsSchema = subscriptionSchema.extend({
  /** When it came into its state. */
  since: z.iso.datetime(),
  /** Why, in the words of who decided; empty for what nobody decided. */
  reason: z.string(),
  /** True: the application's own side took it back; `state` is then `revoked`. */
  withdrawn: z.boolean(),
  requester: z.object({ name: z.string(), email: z.string() }).nullable(),
  application: z.object({
    name: z.string(),
    description: z.string(),
    environment: environmentSchema,
    organisation: z.string(),
    responsible: z.string(),
    email: z.string(),
    /** True: it was shown that mail reaches somebody there. */
    emailVerified: z.boolean(),
    phone: z.string(),
  }),
  provider: z.object({ slug: z.string(), name: localisedSchema }),
  product: z.object({ reference: z.string(), name: localisedSchema }),
  plan: z.object({
    slug: z.string(),
    name: localisedSchema,
    ratePerSecond: z.number().int().nullable(),
    quotaPerDay: z.number().int().nullable(),
    quotaPerMonth: z.number().int().nullable(),
    per: z.enum(['application', 'organisation']),
    atLimit: z.enum(['refuse', 'flag']),
  }),
  /** Another plan that it asks for, and that waits for a decision; null: none. */
  wanted: z
    .object({
      plan: z.object({ slug: z.string(), name: localisedSchema }),
      requestedBy: z.string().nullable(),
      requestedAt: z.iso.datetime(),
      message: z.string(),
    })
    .nullable(),
  apis: z.array(z.object({ reference: z.string(), name: localisedSchema })),
  /** Who decides: addresses to write to, and the people behind the provider. */
  deciders: z.object({ mails: z.array(z.string()), names: z.array(z.string()) }),
});

export type SubscriptionDetails = z.input<typeof subscriptionDetailsSchema>;

/** Subscriptions joined with everything that has one name each. */
export function selectDetails(tx: Transaction) {
  return tx
    .select({
      subscription: subscriptions,
      application: applications,
      organisation: organisations.name,
      product: products,
      provider: providers,
      plan: plans,
      requesterName: accounts.name,
      requesterEmail: accounts.email,
    })
    .from(subscriptions)
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .leftJoin(accounts, eq(accounts.id, subscriptions.requestedBy));
}

type Joined = Awaited<ReturnType<typeof selectDetails>>[number];

/** Adds to rows of `selectDetails` what there are several of. */
export async function completeDetails(tx: Transaction, rows: readonly Joined[]): Promise<SubscriptionDetails[]> {
  const steps = await readLastSteps(
    tx,
    rows.map(({ subscription }) => subscription.id),
  );
  const held = await readHeldApis(
    tx,
    rows.map(({ product }) => product.id),
  );
  const people = await readAdministrators(
    tx,
    rows.map(({ provider }) => provider.organisationId),
  );
  const wanted = await readPlanRequests(
    tx,
    rows.map(({ subscription }) => subscription.id),
  );
  return rows.map((row) => ({
    ...presentDetails(row, steps.get(row.subscription.id), held, people),
    wanted: presentWanted(wanted.get(row.subscription.id)),
  }));
}

type HeldApi = Awaited<ReturnType<typeof readHeldApis>>[number];
type Administrator = Awaited<ReturnType<typeof readAdministrators>>[number];

function presentDetails(
  { subscription, application, organisation, product, provider, plan, requesterName, requesterEmail }: Joined,
  step: DecisionRow | undefined,
  held: readonly HeldApi[],
  people: readonly Administrator[],
): Omit<SubscriptionDetails, 'wanted'> {
  const { name, description, environment, responsible, email, emailVerifiedAt, phone } = application;
  const { ratePerSecond, quotaPerDay, quotaPerMonth, per, atLimit } = plan;
  const mine = held.filter(({ productId }) => productId === product.id);
  const approvers = [...new Set(mine.map((api) => api.approverEmail).filter((mail) => mail !== ''))];
  return {
    ...presentSubscription(subscription),
    since: (step?.decidedAt ?? subscription.requestedAt).toISOString(),
    // The step of the request carries the asker's message: that is no reason.
    reason: step?.fromState == null ? '' : step.reason,
    withdrawn: step?.withdrawn ?? false,
    requester:
      requesterName === null || requesterEmail === null ? null : { name: requesterName, email: requesterEmail },
    application: {
      ...{ name, description, environment, organisation, responsible, email, phone },
      emailVerified: emailVerifiedAt !== null,
    },
    provider: { slug: provider.slug, name: { fr: provider.nameFr, en: provider.nameEn } },
    product: { reference: `${provider.slug}/${product.slug}`, name: { fr: product.nameFr, en: product.nameEn } },
    plan: {
      ...{ slug: plan.slug, name: { fr: plan.nameFr, en: plan.nameEn } },
      ...{ ratePerSecond, quotaPerDay, quotaPerMonth, per, atLimit },
    },
    apis: mine.map(({ reference, nameFr, nameEn }) => ({ reference, name: { fr: nameFr, en: nameEn } })),
    deciders: {
      mails: approvers.length > 0 ? approvers : [provider.contactEmail],
      names: people
        .filter(({ organisationId }) => organisationId === provider.organisationId)
        .map((person) => person.name),
    },
  };
}

function presentWanted(wish: PlanRequest | undefined): SubscriptionDetails['wanted'] {
  if (wish === undefined) return null;
  const { plan, requestedBy, requestedAt, message } = wish;
  const { slug, nameFr: fr, nameEn: en } = plan;
  return { plan: { slug, name: { fr, en } }, requestedBy, requestedAt: requestedAt.toISOString(), message };
}

async function readHeldApis(tx: Transaction, productIds: readonly string[]) {
  if (productIds.length === 0) return [];
  const { nameFr, nameEn, approverEmail } = apis;
  return tx
    .select({ productId: productApis.productId, reference: apiReference, nameFr, nameEn, approverEmail })
    .from(productApis)
    .innerJoin(apis, eq(apis.id, productApis.apiId))
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(inArray(productApis.productId, [...productIds]))
    .orderBy(asc(apiReference));
}

/** The active administrators of the organisations behind providers. */
export async function readAdministrators(tx: Transaction, organisationIds: readonly string[]) {
  if (organisationIds.length === 0) return [];
  return tx
    .select({ organisationId: memberships.organisationId, name: accounts.name, email: accounts.email })
    .from(memberships)
    .innerJoin(accounts, eq(accounts.id, memberships.accountId))
    .where(
      and(
        inArray(memberships.organisationId, [...organisationIds]),
        eq(memberships.role, 'administrator'),
        eq(accounts.active, true),
      ),
    )
    .orderBy(asc(accounts.name), asc(accounts.id));
}

/** Reads one. The subscription is there: it was found in this transaction. */
export async function readDetails(tx: Transaction, subscriptionId: string): Promise<SubscriptionDetails> {
  const [details] = await completeDetails(tx, await selectDetails(tx).where(eq(subscriptions.id, subscriptionId)));
  if (details === undefined) throw new Error(`the subscription ${subscriptionId} went away inside a transaction`);
  return details;
}
