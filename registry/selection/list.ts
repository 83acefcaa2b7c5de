import { and, gt, inArray, isNull, ne, or, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, deployments } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import { apiReference, readApiSummaries } from '#registry/catalogue/apis.ts';
import { readReferencePage } from '#registry/catalogue/reference-page.ts';
import { apiSummarySchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { pageFields, pageSchema } from '#registry/page.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { offerFor, readOffers } from '#registry/selection/offers.ts';
import type { LiveSubscription } from '#registry/selection/plan.ts';
import { readLive } from '#registry/selection/read.ts';
import { readTermsStates } from '#registry/terms/state.ts';

const rowSchema = apiSummarySchema.extend({
  /** The subscription that has not ended; null: not ticked. */
  subscription: z
    .object({ id: z.string(), state: z.enum(['pending', 'approved', 'suspended']), product: z.string() })
    .nullable(),
  /** Terms that it asks for; null: none. */
  terms: z.object({ reference: z.string(), state: z.enum(['accepted', 'due', 'renewal', 'later']) }).nullable(),
  /** What a tick asks for; null: no product offers it here. `plan` null: there are several, to be chosen on the product's page. */
  offer: z.object({ product: z.string(), plan: z.string().nullable(), approvalNeeded: z.boolean() }).nullable(),
});
type Row = z.input<typeof rowSchema>;

/**
 * Lists the APIs that an application can reach or has subscribed to, by name: the table of ticks of the PISTE guide.
 *
 * @throws Problem `application.not_found` (404), `page.cursor_invalid` (422)
 */
export const listSelectableApis = operation({
  name: 'application.apis',
  summary: 'Lists the APIs of the environment of an application: which it has, what waits, which terms are accepted.',
  http: { method: 'get', path: '/applications/{application}/apis' },
  input: z.strictObject({
    application: referenceSchema,
    search: z.string().trim().max(200).optional(),
    /** `true`: only those that it has subscribed to, or asked for. */
    selected: z.boolean().default(false),
    ...pageFields,
  }),
  output: pageSchema(rowSchema),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }, { search, selected, limit, after }) => {
    const live = await readLive(work.tx, subject.id);
    const had = live.flatMap((one) => one.apis.map(({ id }) => id));
    const within = and(reachable(subject, had, selected, work.now), searched(search));
    const page = await readReferencePage({ limit, after }, apiReference, (beyond, rows) =>
      readApiSummaries(work.tx, and(within, beyond), rows),
    );
    return { result: { ...page, items: await complete(work.tx, subject, live, page.items, work.now) }, audit: [] };
  },
});

/** What answers in the application's environment, and what it has already, whatever became of that since. */
function reachable(
  { environment }: FoundApplication,
  had: readonly string[],
  selected: boolean,
  now: Date,
): SQL | undefined {
  const mine = had.length === 0 ? sql`false` : inArray(apis.id, [...had]);
  if (selected) return mine;
  const answering = and(
    inArray(apis.status, ['published', 'deprecated']),
    or(isNull(apis.sunsetAt), gt(apis.sunsetAt, now)),
    sql`exists (select 1 from ${deployments} where ${deployments.apiId} = ${apis.id}
      and ${deployments.environment} = ${environment})`,
  );
  return or(answering, and(mine, ne(apis.status, 'draft')));
}

function searched(search: string | undefined): SQL | undefined {
  if (search === undefined || search === '') return undefined;
  const text = sql`lower(concat_ws(' ', ${apis.slug}, ${apis.nameFr}, ${apis.nameEn}, ${apis.descriptionFr},
    ${apis.descriptionEn}, array_to_string(${apis.tags}, ' ')))`;
  return sql`position(lower(${search}) in ${text}) > 0`;
}

type Summary = z.input<typeof apiSummarySchema>;

async function complete(
  tx: Transaction,
  application: FoundApplication,
  live: readonly LiveSubscription[],
  items: readonly Summary[],
  now: Date,
): Promise<Row[]> {
  const ids = items.map(({ id }) => id);
  const offers = await readOffers(tx, application.environment, ids, now);
  const asked =
    ids.length === 0
      ? []
      : await tx.select({ id: apis.id, termsId: apis.termsId }).from(apis).where(inArray(apis.id, ids));
  const termsIdOf = new Map(asked.map(({ id, termsId }) => [id, termsId]));
  const wanted = new Set(asked.flatMap(({ termsId }) => termsId ?? []));
  const states = await readTermsStates(tx, application.id, [...wanted], now);
  return items.map((item) => {
    const subscription = bestOf(live.filter((one) => one.apis.some(({ id }) => id === item.id)));
    const terms = states.get(termsIdOf.get(item.id) ?? '');
    const offer = offerFor(item.id, offers);
    return {
      ...item,
      subscription:
        subscription === undefined
          ? null
          : { id: subscription.id, state: subscription.state, product: subscription.product },
      terms: terms === undefined ? null : { reference: terms.reference, state: terms.state },
      offer:
        offer === undefined
          ? null
          : { product: offer.reference, plan: offer.plan?.slug ?? null, approvalNeeded: offer.approvalNeeded },
    };
  });
}

const best: readonly LiveSubscription['state'][] = ['approved', 'suspended', 'pending'];

function bestOf(live: readonly LiveSubscription[]): LiveSubscription | undefined {
  return live.toSorted((one, other) => best.indexOf(one.state) - best.indexOf(other.state))[0];
}
