import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import { products, subscriptions } from '#database/tables.ts';
import { mayListBetween } from '#registry/list-permission.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { referenceSchema } from '#registry/reference.ts';
import { selectSubscriptions } from '#registry/subscriptions/find.ts';
import { presentSubscription, subscriptionSchema, subscriptionStateSchema } from '#registry/subscriptions/schema.ts';

const listInput = z.strictObject({
  application: referenceSchema.optional(),
  provider: referenceSchema.optional(),
  state: subscriptionStateSchema.optional(),
  ...pageFields,
});

/**
 * Lists subscriptions, newest first: an application's for its organisation, a provider's for its administrators, all of
 * them for operators.
 *
 * @throws Problem `application.not_found` (404), `provider.not_found` (404), `page.cursor_invalid` (422)
 */
export const listSubscriptions = operation({
  name: 'subscription.list',
  summary: 'Lists the subscriptions of an application, or those to a provider.',
  http: { method: 'get', path: '/subscriptions' },
  input: listInput,
  output: pageSchema(subscriptionSchema),
  authorise: mayListBetween,
  perform: async (work, { subject }, { state, limit, after }) => {
    const cursor = readCursor(after);
    const rows = await selectSubscriptions(work.tx)
      .where(
        and(
          subject?.applicationId === undefined ? undefined : eq(subscriptions.applicationId, subject.applicationId),
          subject?.providerId === undefined ? undefined : eq(products.providerId, subject.providerId),
          state === undefined ? undefined : eq(subscriptions.state, state),
          cursor === undefined ? undefined : lt(subscriptions.id, cursor.id),
        ),
      )
      .orderBy(desc(subscriptions.id))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: '', id: row.subscription.id }),
      (row) => presentSubscription(row.subscription),
    );
    return { result: page, audit: [] };
  },
});
