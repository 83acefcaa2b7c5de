import { and, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { applications } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import type { Picture } from '#registry/applications/pictures/read.ts';
import { applicationNameTaken, tooManyApplications } from '#registry/applications/refusals.ts';
import { applicationSchema, presentApplication, type ApplicationRow } from '#registry/applications/schema.ts';
import { sendContactLink } from '#registry/applications/contact-link.ts';
import { makeCredential, makeSecret } from '#registry/credentials/make.ts';
import { openSecretSchema, presentSecret } from '#registry/credentials/schema.ts';
import type { Performed, Work } from '#registry/operation.ts';
import { lockOrganisation } from '#registry/organisations/find.ts';

/** What making an application gives back: the first secret's value is in it, and is not given back unasked again. */
export const madeApplicationSchema = applicationSchema.extend({ secret: openSecretSchema });

/** What nobody chooses when an application is made. */
type Set = 'id' | 'status' | 'createdBy' | 'createdAt' | 'deletedAt' | 'contactNotices';

export type NewApplication = Omit<ApplicationRow, Set> & Picture;

/**
 * Makes an application with its client id and a first secret. It is validated at once: what needs a decision is its
 * subscriptions, not the application.
 *
 * @throws Problem `application.name_taken` (409), `application.too_many` (409)
 */
export async function makeApplication(
  work: Work,
  fields: NewApplication,
): Promise<Performed<z.input<typeof madeApplicationSchema>>> {
  await demandRoom(work, fields.organisationId);
  const row: ApplicationRow & Picture = {
    ...fields,
    id: newId(work.now.getTime()),
    status: 'validated',
    createdBy: work.actor.kind === 'account' ? work.actor.accountId : null,
    createdAt: work.now,
    deletedAt: null,
    contactNotices: null,
  };
  const inserted = await work.tx
    .insert(applications)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: applications.id });
  if (inserted.length === 0) throw applicationNameTaken();
  const credential = await makeCredential(work, row.id);
  const secret = await makeSecret(work, credential.row.id, 'first', null);
  if (row.emailVerifiedAt === null) await sendContactLink(work, row);
  const details = { organisationId: row.organisationId, name: row.name, environment: row.environment };
  return {
    result: {
      ...presentApplication(await readApplication(work.tx, row.id)),
      secret: { ...presentSecret(secret.row), value: secret.value },
    },
    audit: [{ subjectType: 'application', subjectId: row.id, details }, credential.note, secret.note],
  };
}

/** Counts under a lock on the organisation, so that two at once cannot pass the limit. */
async function demandRoom(work: Work, organisationId: string): Promise<void> {
  await lockOrganisation(work.tx, organisationId);
  const kept = and(eq(applications.organisationId, organisationId), isNull(applications.deletedAt));
  if ((await work.tx.$count(applications, kept)) >= limits.applicationsPerOrganisation) throw tooManyApplications();
}
