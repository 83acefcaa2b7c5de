import { and, desc, eq, lt, ne } from 'drizzle-orm';
import { z } from 'zod';
import { consumerNotices } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { referenceSchema } from '#registry/reference.ts';
import { maySeeWebhooks } from '#registry/webhooks/find.ts';

const noticeSchema = z.object({
  id: z.string(),
  type: z.string(),
  notedAt: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()).describe('What webhooks were told.'),
});

/** Lists what an application has been told, newest first. @throws Problem `application.not_found` (404) */
export const listNotices = operation({
  name: 'notice.list',
  summary: 'Lists the notices about an application, newest first.',
  http: { method: 'get', path: '/applications/{application}/notices' },
  input: z.strictObject({ application: referenceSchema, ...pageFields }),
  output: pageSchema(noticeSchema),
  authorise: maySeeWebhooks,
  perform: async (work, { subject }, { limit, after }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select()
      .from(consumerNotices)
      .where(
        and(
          eq(consumerNotices.applicationId, subject.id),
          // What was passed over was told to nobody.
          ne(consumerNotices.data, {}),
          cursor === undefined ? undefined : lt(consumerNotices.id, cursor.id),
        ),
      )
      .orderBy(desc(consumerNotices.id))
      .limit(limit + 1);
    const present = ({ id, type, notedAt, data }: (typeof rows)[number]) => ({
      ...{ id, type, data },
      notedAt: notedAt.toISOString(),
    });
    return { result: makePage(rows, limit, (row) => ({ key: '', id: row.id }), present), audit: [] };
  },
});
