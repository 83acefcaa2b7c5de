import { and, asc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accounts, resourceRights } from '#database/tables.ts';
import { accountNotFound, readAccount } from '#registry/accounts/find.ts';
import { operation, type Work } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayActAs, mayDecideFor, mayOperate } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';
import { rightSchema } from '#registry/rights/schema.ts';

const listInput = z.strictObject({
  account: referenceSchema.optional(),
  provider: referenceSchema.optional(),
  ...pageFields,
});

/**
 * Lists rights on resources: a provider's for its administrators, an account's for the person itself, all of them for
 * operators.
 *
 * @throws Problem `account.not_found` (404), `provider.not_found` (404), `page.cursor_invalid` (422)
 */
export const listRights = operation({
  name: 'right.list',
  summary: "Lists rights on providers' resources.",
  http: { method: 'get', path: '/rights' },
  input: listInput,
  output: pageSchema(rightSchema),
  authorise: authoriseList,
  perform: async (work, { subject }, { limit, after }) => {
    const cursor = readCursor(after);
    const place = sql<string>`concat_ws('/', ${resourceRights.accountId}, ${resourceRights.providerId}, ${resourceRights.resourceType}, ${resourceRights.resourceId})`;
    const rows = await work.tx
      .select({ right: resourceRights, email: accounts.email, place })
      .from(resourceRights)
      .innerJoin(accounts, eq(accounts.id, resourceRights.accountId))
      .where(
        and(
          subject?.accountId === undefined ? undefined : eq(resourceRights.accountId, subject.accountId),
          subject?.providerId === undefined ? undefined : eq(resourceRights.providerId, subject.providerId),
          cursor === undefined ? undefined : sql`${place} > ${cursor.key}`,
        ),
      )
      .orderBy(asc(place))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: row.place, id: row.right.accountId }),
      ({ right: { mayRead, mayWrite, ...key }, email }) => ({ ...key, email, read: mayRead, write: mayWrite }),
    );
    return { result: page, audit: [] };
  },
});

/** A provider's administrators may ask about one account too; without a provider only the person itself may. */
async function authoriseList(work: Work, input: z.output<typeof listInput>) {
  const account = input.account === undefined ? undefined : await readAccount(work.tx, input.account);
  const accountId = account?.id;
  if (input.provider !== undefined) {
    return mayDecideFor(work, { ...(await findProvider(work.tx, input.provider)), accountId });
  }
  if (account === undefined) return mayOperate(work);
  const { id, active } = account;
  return mayActAs(work, { id, active, accountId, providerId: undefined }, accountNotFound());
}
