import { and, eq, isNull, ne } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { isOwnAddress, sendContactLink } from '#registry/applications/contact-link.ts';
import { mayChangeApplication, readApplication } from '#registry/applications/find.ts';
import { pictureSchema, readPicture } from '#registry/applications/pictures/read.ts';
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
    const names = Object.entries(fields).flatMap(([name, value]) => (differs(subject, name, value) ? [name] : []));
    const changed = [...names, ...(picture === undefined ? [] : ['picture'])];
    if (changed.length === 0) return { result: presentApplication(subject), audit: [] };
    if (fields.name !== undefined) await demandFreeName(work, subject, fields.name);
    const given = { ...fields, ...(picture === undefined ? {} : await readPicture(picture)) };
    const address = names.includes('email') ? await changedAddress(work, subject.id, fields.email ?? '') : {};
    await work.tx
      .update(applications)
      .set({ ...given, ...address })
      .where(eq(applications.id, subject.id));
    return {
      result: presentApplication(await readApplication(work.tx, subject.id)),
      audit: [{ subjectType: 'application', subjectId: subject.id, details: { changed } }],
    };
  },
});

function differs(before: FoundApplication, name: string, value: string | undefined): boolean {
  return value !== undefined && Object.entries(before).find(([field]) => field === name)?.[1] !== value;
}

/** A new contact address is not verified: it gets a link, unless it is the actor's own login. */
async function changedAddress(
  work: Work,
  id: string,
  email: string,
): Promise<{ readonly emailVerifiedAt: Date | null }> {
  if (await isOwnAddress(work, email)) return { emailVerifiedAt: work.now };
  await sendContactLink(work, { id, email });
  return { emailVerifiedAt: null };
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
