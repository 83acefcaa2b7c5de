import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { z } from 'zod';
import { auditEntries } from '#database/tables.ts';
import { concerning } from '#registry/audit/concerning.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayActFor, mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

const entrySchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actorId: z.string().nullable(),
  actorName: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  details: z.record(z.string(), z.unknown()),
});

/**
 * Reads the audit, newest first: all of it for operators, what concerns an organisation and its applications for that
 * organisation's administrators.
 *
 * @throws Problem `organisation.not_found` (404), `page.cursor_invalid` (422)
 */
export const listAudit = operation({
  name: 'audit.list',
  summary: 'Reads the audit, newest first.',
  http: { method: 'get', path: '/audit' },
  input: z.strictObject({
    organisation: referenceSchema.optional(),
    actor: z.uuid().optional(),
    /** As it was named then: an e-mail address, `command line`, `system`. */
    actorName: z.string().trim().max(320).optional(),
    action: z.string().max(100).optional(),
    subjectType: z.string().max(100).optional(),
    subjectId: z.string().max(400).optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    ...pageFields,
  }),
  output: pageSchema(entrySchema),
  authorise: async (work, { organisation }) =>
    organisation === undefined
      ? mayOperate(work)
      : mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { limit, after, ...filter }) => {
    const cursor = readCursor(after);
    const rows = await work.tx
      .select()
      .from(auditEntries)
      .where(
        and(
          subject === null ? undefined : concerning(subject.organisationId),
          filter.actor === undefined ? undefined : eq(auditEntries.actorId, filter.actor),
          filter.actorName === undefined ? undefined : eq(auditEntries.actorName, filter.actorName),
          filter.action === undefined ? undefined : eq(auditEntries.action, filter.action),
          filter.subjectType === undefined ? undefined : eq(auditEntries.subjectType, filter.subjectType),
          filter.subjectId === undefined ? undefined : eq(auditEntries.subjectId, filter.subjectId),
          filter.from === undefined ? undefined : gte(auditEntries.at, new Date(filter.from)),
          filter.to === undefined ? undefined : lt(auditEntries.at, new Date(filter.to)),
          cursor === undefined ? undefined : lt(auditEntries.id, cursor.id),
        ),
      )
      .orderBy(desc(auditEntries.id))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      (row) => ({ key: '', id: row.id }),
      (row) => ({ ...row, at: row.at.toISOString() }),
    );
    return { result: page, audit: [] };
  },
});
