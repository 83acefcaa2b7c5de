import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { organisationCodes } from '#database/tables.ts';
import { expirySchema, futureExpiry } from '#registry/credentials/expiry.ts';
import { operation } from '#registry/operation.ts';
import { codeSchema, presentCode } from '#registry/organisations/codes/schema.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Small letters and digits without those that are taken for each other when they are read out or copied by hand. */
const letters = '23456789abcdefghjkmnpqrstvwxyz';
/** 49 bits: with the throttle of sign-ups nobody guesses one. */
const codeLength = 10;

function newCode(): string {
  return Array.from({ length: codeLength }, () => letters[randomInt(letters.length)]).join('');
}

/**
 * Makes a join code: who gives it at sign-up becomes a member of the organisation.
 *
 * @throws Problem `organisation.not_found` (404), `input.invalid` (422) when it would be expired
 */
export const createCode = operation({
  name: 'organisation.create-code',
  summary: 'Makes a code with which people join an organisation.',
  http: { method: 'post', path: '/organisations/{organisation}/codes' },
  input: z.strictObject({
    organisation: referenceSchema,
    role: z.enum(['developer', 'administrator']).default('developer'),
    /** How often it may be used; without it, as often as people like. */
    limit: z.number().int().min(1).max(1_000_000).optional(),
    expiresAt: expirySchema,
  }),
  output: codeSchema,
  authorise: async (work, { organisation }) =>
    mayActFor(work, await findOrganisation(work.tx, organisation), ['administrator'], organisationNotFound()),
  perform: async (work, { subject }, { role, limit = null, expiresAt: given }) => {
    const expiresAt = futureExpiry(work.now, given);
    const id = newId(work.now.getTime());
    const row = { id, organisationId: subject.id, code: newCode(), role, useLimit: limit, uses: 0, expiresAt };
    await work.tx.insert(organisationCodes).values(row);
    const details = { organisationId: subject.id, role, limit, expiresAt };
    return {
      result: presentCode(row, work.now),
      audit: [{ subjectType: 'organisation_code', subjectId: id, details }],
    };
  },
});
