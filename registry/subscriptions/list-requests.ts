import { and, asc, count, desc, eq, gt, inArray, lt, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { applications, organisations, planRequests, products, providers, subscriptions } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { environmentSchema } from '#registry/catalogue/schema.ts';
import { operation, type Permission, type Work } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { anyRole, mayActFor, mayDecideFor, maySeeOwn } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';
import { completeDetails, selectDetails, subscriptionDetailsSchema } from '#registry/subscriptions/details.ts';
import { subscriptionStateSchema } from '#registry/subscriptions/schema.ts';

const listInput = z.strictObject({
  provider: referenceSchema.optional(),
  application: referenceSchema.optional(),
  state: subscriptionStateSchema.optional(),
  environment: environmentSchema.optional(),
  search: z.string().trim().max(200).optional(),
  /** `true`: only subscriptions that ask for another plan, which waits for a decision. */
  planRequested: z.boolean().default(false),
  /** `oldest`: who has waited longest comes first. */
  order: z.enum(['oldest', 'newest']).default('newest'),
  ...pageFields,
});
type Asked = z.output<typeof listInput>;

/**
 * Lists requests and subscriptions with all names: those made to a provider (for its administrators), those of one
 * application, or those of all organisations of the actor; and how many there are in each state.
 *
 * @throws Problem `application.not_found` (404), `provider.not_found` (404), `permission.denied` (403),
 *   `page.cursor_invalid` (422)
 */
export const listRequests = operation({
  name: 'request.list',
  summary: 'Lists requests and subscriptions with names: of the own organisations, or those made to a provider.',
  http: { method: 'get', path: '/requests' },
  input: listInput,
  output: pageSchema(subscriptionDetailsSchema).extend({
    /** How many there are by state, whatever `state` is asked for. */
    counts: z.record(subscriptionStateSchema, z.number().int()),
  }),
  authorise: mayList,
  perform: async (work, { subject }, asked) => {
    const { state, order, limit, after } = asked;
    const cursor = readCursor(after);
    const within = and(subject.side, filters(asked));
    const beyond = order === 'oldest' ? gt : lt;
    // Ids are UUIDv7: their order is that of the requests.
    const rows = await selectDetails(work.tx)
      .where(
        and(
          within,
          state === undefined ? undefined : eq(subscriptions.state, state),
          cursor === undefined ? undefined : beyond(subscriptions.id, cursor.id),
        ),
      )
      .orderBy(order === 'oldest' ? asc(subscriptions.id) : desc(subscriptions.id))
      .limit(limit + 1);
    const { next } = makePage(
      rows,
      limit,
      (row) => ({ key: '', id: row.subscription.id }),
      () => null,
    );
    const items = await completeDetails(work.tx, rows.slice(0, limit));
    return { result: { items, next, counts: await countStates(work, within) }, audit: [] };
  },
});

/** Which rows the actor may see, as a condition. */
type Listed = { readonly side: SQL | undefined };

async function mayList(work: Work, asked: Asked): Promise<Permission<string, Listed>> {
  const ofApplication = asked.application === undefined ? undefined : await readApplication(work.tx, asked.application);
  const within = ofApplication === undefined ? undefined : eq(subscriptions.applicationId, ofApplication.id);
  if (asked.provider !== undefined) {
    const provider = await findProvider(work.tx, asked.provider);
    return mayDecideFor(work, { ...provider, side: and(within, eq(products.providerId, provider.providerId)) });
  }
  if (ofApplication !== undefined) {
    const { organisationId } = ofApplication;
    return mayActFor(work, { organisationId, side: within }, anyRole, applicationNotFound());
  }
  return maySeeOwn(work, (organisationIds) => ({
    side: organisationIds === null ? undefined : inArray(applications.organisationId, [...organisationIds]),
  }));
}

function filters({ environment, search, planRequested }: Asked): SQL | undefined {
  const text = sql`lower(concat_ws(' ', ${applications.name}, ${organisations.name}, ${products.slug},
    ${products.nameFr}, ${products.nameEn}))`;
  return and(
    planRequested
      ? sql`exists (select 1 from ${planRequests} where ${planRequests.subscriptionId} = ${subscriptions.id})`
      : undefined,
    environment === undefined ? undefined : eq(applications.environment, environment),
    search === undefined || search === '' ? undefined : sql`position(lower(${search}) in ${text}) > 0`,
  );
}

async function countStates(work: Work, within: SQL | undefined) {
  const rows = await work.tx
    .select({ state: subscriptions.state, number: count() })
    .from(subscriptions)
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .where(within)
    .groupBy(subscriptions.state);
  const none = { pending: 0, approved: 0, rejected: 0, suspended: 0, revoked: 0 };
  return { ...none, ...Object.fromEntries(rows.map(({ state, number }) => [state, number])) };
}
