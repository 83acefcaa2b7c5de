import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accounts } from '#database/tables.ts';
import { accountSchema, presentAccount } from '#registry/accounts/schema.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayOperate } from '#registry/permission.ts';

const states = {
  active: eq(accounts.active, true),
  shut: eq(accounts.active, false),
  operator: eq(accounts.operator, true),
} as const;

/** Lists accounts by e-mail address, for operators. `search` is looked for in name and address. */
export const listAccounts = operation({
  name: 'account.list',
  summary: 'Lists accounts by e-mail address.',
  http: { method: 'get', path: '/accounts' },
  input: z.strictObject({
    search: z.string().trim().max(200).optional(),
    state: z.enum(['active', 'shut', 'operator']).optional(),
    ...pageFields,
  }),
  output: pageSchema(accountSchema),
  authorise: mayOperate,
  perform: async (work, _granted, { search, state, limit, after }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select()
      .from(accounts)
      .where(
        and(
          cursor === undefined ? undefined : gt(accounts.email, cursor.key),
          state === undefined ? undefined : states[state],
          search === undefined
            ? undefined
            : sql`position(lower(${search}) in lower(${accounts.name} || ' ' || ${accounts.email})) > 0`,
        ),
      )
      .orderBy(asc(accounts.email))
      .limit(limit + 1);
    return { result: makePage(rows, limit, (row) => ({ key: row.email, id: row.id }), presentAccount), audit: [] };
  },
});
