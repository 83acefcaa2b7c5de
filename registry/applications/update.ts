import { and, eq, isNull, ne } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { pictureSchema, readPicture } from '#registry/applications/picture.ts';
import { applicationNameTaken } from '#registry/applications/refusals.ts';
import {
  applicationFields,
  applicationSchema,
  presentApplication,
  type FoundApplication,
} from '#registry/applications/schema.ts';
import { operation, type Work } from '#registry/operation.ts';
import { lockOrganisation } from '#registry/organisations/find.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Changes what people write on an application's page; organisation and environment are for ever.
 *
 * @throws Problem `application.not_found` (404), `application.name_taken` (409), `application.picture_refused` (422)
 */
export const updateApplication = operation({
  name: 'application.update',
  summary: 'Changes the fields of an application.',
  http: { method: 'patch', path: '/applications/{application}' },
  input: z.strictObject({
    application: referenceSchema,
    ...z.object({ ...applicationFields, responsible: applicationFields.responsible.min(1) }).partial().shape,
    picture: pictureSchema.optional(),
  }),
  output: applicationSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, { application: _reference, picture, ...fields }) => {
    const given = { ...fields, ...(picture === undefined ? {} : readPicture(picture)) };
    const changed = Object.entries(given).filter(
      ([name, value]) => value !== undefined && differs(subject, name, value),
    );
    if (changed.length === 0) return { result: presentApplication(subject), audit: [] };
    if (given.name !== undefined) await demandFreeName(work, subject, given.name);
    const rows = await work.tx.update(applications).set(given).where(eq(applications.id, subject.id)).returning();
    const details = { changed: changed.map(([name]) => name) };
    return {
      result: presentApplication({ ...subject, ...rows[0] }),
      audit: [{ subjectType: 'application', subjectId: subject.id, details }],
    };
  },
});

function differs(before: FoundApplication, name: string, value: string | Buffer | null): boolean {
  const old = Object.entries(before).find(([field]) => field === name)?.[1];
  if (Buffer.isBuffer(value)) return !(old instanceof Uint8Array) || !value.equals(old);
  return old !== value;
}

/** Looks under a lock on the organisation, which every giver of names takes. */
async function demandFreeName(work: Work, application: FoundApplication, name: string): Promise<void> {
  await lockOrganisation(work.tx, application.organisationId);
  const taken = await work.tx.$count(
    applications,
    and(
      eq(applications.organisationId, application.organisationId),
      eq(applications.environment, application.environment),
      eq(applications.name, name),
      isNull(applications.deletedAt),
      ne(applications.id, application.id),
    ),
  );
  if (taken > 0) throw applicationNameTaken();
}
