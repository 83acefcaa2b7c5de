import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { organisationCodes } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { codeSchema, presentCode } from '#registry/organisations/codes/schema.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { mayActFor } from '#registry/permission.ts';
import { isId, notFound, referenceSchema } from '#registry/reference.ts';

/**
 * Withdraws a join code: it expires now. Who joined with it stays. One that has expired stays as it is. A declaration that
 * names the code opens it again when it is applied.
 *
 * @throws Problem `organisation.not_found` (404), `organisation_code.not_found` (404)
 */
export const withdrawCode = operation({
  name: 'organisation.withdraw-code',
  summary: 'Withdraws a join code.',
  http: { method: 'delete', path: '/organisations/{organisation}/codes/{code}' },
  input: z.strictObject({ organisation: referenceSchema, code: referenceSchema }),
  output: codeSchema,
  authorise: async (work, { organisation }) =>
    mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { code }) => {
    const named = isId(code) ? eq(organisationCodes.id, code) : eq(organisationCodes.code, code);
    const rows = await work.tx
      .select()
      .from(organisationCodes)
      .where(and(eq(organisationCodes.organisationId, subject.id), named))
      .for('update');
    const row = rows[0];
    if (row === undefined) throw codeNotFound();
    if (row.expiresAt !== null && row.expiresAt <= work.now) return { result: presentCode(row, work.now), audit: [] };
    await work.tx.update(organisationCodes).set({ expiresAt: work.now }).where(eq(organisationCodes.id, row.id));
    return {
      result: presentCode({ ...row, expiresAt: work.now }, work.now),
      audit: [{ subjectType: 'organisation_code', subjectId: row.id, details: { organisationId: subject.id } }],
    };
  },
});

function codeNotFound() {
  return notFound('organisation_code.not_found', {
    en: 'The organisation has no such code.',
    fr: "L'organisation n'a pas ce code.",
  });
}
