import { and, desc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { mails } from '#database/tables.ts';
import { mailColumns, mailSchema, mailStateSchema, presentMail } from '#registry/mails/schema.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayOperate } from '#registry/permission.ts';

/** Reads the mail log, newest first. `recipient` is looked for in the address. */
export const listMails = operation({
  name: 'mail.list',
  summary: 'Reads the mail log, newest first.',
  http: { method: 'get', path: '/mails' },
  input: z.strictObject({
    state: mailStateSchema.optional(),
    recipient: z.string().trim().max(254).optional(),
    template: z.string().trim().max(100).optional(),
    ...pageFields,
  }),
  output: pageSchema(mailSchema),
  authorise: mayOperate,
  perform: async (work, _granted, { limit, after, state, recipient, template }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select({ ...mailColumns, sendable: sql<boolean>`${isNotNull(mails.sealedContent)}` })
      .from(mails)
      .where(
        and(
          state === undefined ? undefined : eq(mails.state, state),
          template === undefined ? undefined : eq(mails.template, template),
          recipient === undefined ? undefined : sql`position(lower(${recipient}) in lower(${mails.recipient})) > 0`,
          cursor === undefined ? undefined : lt(mails.id, cursor.id),
        ),
      )
      .orderBy(desc(mails.id))
      .limit(limit + 1);
    return { result: makePage(rows, limit, (row) => ({ key: '', id: row.id }), presentMail), audit: [] };
  },
});
