import { z } from 'zod';
import { operation } from '#registry/operation.ts';
import { findOrganisation, organisationNotFound } from '#registry/organisations/find.ts';
import { organisationSchema, presentOrganisation } from '#registry/organisations/schema.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Gives an organisation to its members and to operators. @throws Problem `organisation.not_found` (404) */
export const getOrganisation = operation({
  name: 'organisation.get',
  summary: 'Gives an organisation.',
  http: { method: 'get', path: '/organisations/{organisation}' },
  input: z.strictObject({ organisation: referenceSchema }),
  output: organisationSchema,
  authorise: async (work, input) =>
    mayActFor(work, await findOrganisation(work.tx, input.organisation), anyRole, organisationNotFound()),
  perform: async (_work, { subject }) => ({ result: presentOrganisation(subject), audit: [] }),
});
