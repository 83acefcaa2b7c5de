import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { consents } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { findTermsVersion } from '#registry/terms/find.ts';
import { consentSchema, presentConsent } from '#registry/terms/schema.ts';

/**
 * Accepts a version of terms for an application. Who has accepted it already has: the first consent stands. A version
 * that is announced, but not yet in force, can be accepted beforehand.
 *
 * @throws Problem `application.not_found` (404), `terms.not_found` (404), `terms.not_asked` (409)
 */
export const giveConsent = operation({
  name: 'consent.give',
  summary: 'Accepts a version of terms for an application.',
  http: { method: 'post', path: '/applications/{application}/consents' },
  input: z.strictObject({ application: referenceSchema, termsVersion: referenceSchema }),
  output: consentSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: application }, input) => {
    const version = await findTermsVersion(work.tx, input.termsVersion);
    // The application's row is locked: nobody can give the same consent meanwhile.
    const given = await work.tx
      .select()
      .from(consents)
      .where(and(eq(consents.applicationId, application.id), eq(consents.termsVersionId, version.id)));
    if (given[0] !== undefined) return { result: presentConsent(given[0]), audit: [] };
    const row = {
      id: newId(work.now.getTime()),
      applicationId: application.id,
      termsVersionId: version.id,
      accountId: work.actor.kind === 'account' ? work.actor.accountId : null,
      acceptedAt: work.now,
    };
    await work.tx.insert(consents).values(row);
    const details = { applicationId: application.id, termsVersionId: version.id };
    return { result: presentConsent(row), audit: [{ subjectType: 'consent', subjectId: row.id, details }] };
  },
});
