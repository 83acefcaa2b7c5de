import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { organisations } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { findOrganisation } from '#registry/organisations/find.ts';
import { organisationNameSchema, organisationSchema, presentOrganisation } from '#registry/organisations/schema.ts';
import { mayOperate } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Gives an organisation another name; its short name stays. @throws Problem `organisation.not_found` (404) */
export const updateOrganisation = operation({
  name: 'organisation.update',
  summary: 'Gives an organisation another name.',
  http: { method: 'patch', path: '/organisations/{organisation}' },
  input: z.strictObject({ organisation: referenceSchema, name: organisationNameSchema }),
  output: organisationSchema,
  authorise: mayOperate,
  perform: async (work, _granted, { organisation, name }) => {
    const row = await findOrganisation(work.tx, organisation);
    if (row.name === name) return { result: presentOrganisation(row), audit: [] };
    await work.tx.update(organisations).set({ name }).where(eq(organisations.id, row.id));
    return {
      result: presentOrganisation({ ...row, name }),
      audit: [{ subjectType: 'organisation', subjectId: row.id, details: { from: row.name, to: name } }],
    };
  },
});
