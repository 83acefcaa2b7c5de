/** `offer.get`: all that a provider offers, as its console shows it: drafts, upstreams and what has been given up, too. */
import { and, count, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { apis, plans, productApis, products, providers, subscriptions } from '#database/tables.ts';
import { readCurrent } from '#registry/declarations/current.ts';
import { ofProvider } from '#registry/declarations/export.ts';
import { apiSchema, providerSchema } from '#registry/declarations/schema.ts';
import { describe } from '#registry/offer/revise.ts';
import { mayOffer, offerFields } from '#registry/offer/offer-operation.ts';
import { operation, type Work } from '#registry/operation.ts';

const offerSchema = z.object({
  id: z.uuid(),
  /** When a declaration file last described it; the next `guichet apply` makes it so again. Null: never. */
  declaredAt: z.iso.datetime().nullable(),
  /** As it would be declared, without contracts and rights. */
  declared: providerSchema
    .omit({ rights: true, apis: true })
    .extend({ apis: z.array(apiSchema.omit({ contract: true })).default([]) }),
  /** What a declaration does not say of each API, by `slug@version`. */
  apis: z.array(
    z.object({
      name: z.string(),
      id: z.uuid(),
      addedAt: z.iso.datetime(),
      hasContract: z.boolean(),
      /** True: a contract waits to be published. */
      contractWaits: z.boolean(),
      /** Live subscriptions that open it. */
      subscribers: z.number().int(),
    }),
  ),
  /** Live subscriptions by `product/plan`, plans that were closed among them. */
  subscribers: z.record(z.string(), z.number().int()),
  /** Requests that wait for a decision. */
  waiting: z.number().int(),
  /** What has been given up: type and key, as in a declaration's changes. */
  retired: z.array(z.object({ type: z.string(), key: z.string() })),
});
export type Offer = z.output<typeof offerSchema>;

/** Gives all that a provider offers, to its administrators. @throws Problem `provider.not_found` (404) */
export const getOffer = operation({
  name: 'offer.get',
  summary: 'Gives all that a provider offers, drafts and upstreams among it.',
  http: { method: 'get', path: '/providers/{provider}/offer' },
  input: z.strictObject({ provider: offerFields.provider }),
  output: offerSchema,
  authorise: (work, input) => mayOffer(work, input),
  perform: async (work, { subject }) => {
    const { providerId } = subject;
    const current = await readCurrent(work.tx, { contracts: 'none', providerId });
    const [row] = await work.tx.select().from(providers).where(eq(providers.id, providerId));
    const retired = ofProvider(current, providerId).filter(
      (thing) => 'retired' in thing.values && thing.values.retired,
    );
    return {
      result: {
        id: providerId,
        declaredAt: row?.declaredAt?.toISOString() ?? null,
        declared: describe(current, subject),
        apis: await readApiFacts(work, providerId),
        subscribers: await countSubscribers(work, providerId),
        waiting: await countIn(work, providerId, ['pending']),
        retired: retired.map(({ type, key }) => ({ type, key })),
      },
      audit: [],
    };
  },
});

const live = ['approved', 'suspended'] as const;

async function readApiFacts(work: Work, providerId: string): Promise<z.input<typeof offerSchema>['apis']> {
  const rows = await work.tx
    .select({
      id: apis.id,
      slug: apis.slug,
      version: apis.version,
      addedAt: apis.addedAt,
      hasContract: sql<boolean>`${apis.contract} is not null`,
      contractWaits: sql<boolean>`${apis.draftContract} is not null`,
    })
    .from(apis)
    .where(eq(apis.providerId, providerId));
  const opened = await work.tx
    .select({ apiId: productApis.apiId, number: count() })
    .from(subscriptions)
    .innerJoin(productApis, eq(productApis.productId, subscriptions.productId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .where(and(eq(products.providerId, providerId), inArray(subscriptions.state, live)))
    .groupBy(productApis.apiId);
  const numbers = new Map(opened.map(({ apiId, number }) => [apiId, number]));
  return rows.map(({ slug, version, addedAt, ...row }) => ({
    ...row,
    name: `${slug}@${version}`,
    addedAt: addedAt.toISOString(),
    subscribers: numbers.get(row.id) ?? 0,
  }));
}

async function countSubscribers(work: Work, providerId: string): Promise<Record<string, number>> {
  const rows = await work.tx
    .select({ product: products.slug, plan: plans.slug, number: count() })
    .from(subscriptions)
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .where(and(eq(products.providerId, providerId), inArray(subscriptions.state, live)))
    .groupBy(products.slug, plans.slug);
  return Object.fromEntries(rows.map(({ product, plan, number }) => [`${product}/${plan}`, number]));
}

async function countIn(
  work: Work,
  providerId: string,
  states: readonly (typeof subscriptions.$inferSelect)['state'][],
): Promise<number> {
  const [row] = await work.tx
    .select({ number: count() })
    .from(subscriptions)
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .where(and(eq(products.providerId, providerId), inArray(subscriptions.state, [...states])));
  return row?.number ?? 0;
}
