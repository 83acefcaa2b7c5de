import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { Problem } from '#base/problem.ts';
import { organisations } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import {
  organisationNameSchema,
  organisationSchema,
  presentOrganisation,
  slugSchema,
} from '#registry/organisations/schema.ts';
import { mayOperate } from '#registry/permission.ts';

/** Creates an organisation, without members. @throws Problem `organisation.slug_taken` (409) */
export const createOrganisation = operation({
  name: 'organisation.create',
  summary: 'Creates an organisation.',
  http: { method: 'post', path: '/organisations' },
  input: z.strictObject({ slug: slugSchema, name: organisationNameSchema }),
  output: organisationSchema,
  authorise: mayOperate,
  perform: async (work, _granted, { slug, name }) => {
    const row = { id: newId(work.now.getTime()), slug, name, createdAt: work.now };
    const inserted = await work.tx.insert(organisations).values(row).onConflictDoNothing().returning();
    if (inserted.length === 0) throw slugTaken();
    return {
      result: presentOrganisation(row),
      audit: [{ subjectType: 'organisation', subjectId: row.id, details: { slug, name } }],
    };
  },
});

function slugTaken(): Problem {
  return new Problem('organisation.slug_taken', 409, {
    en: 'There is an organisation with this short name already.',
    fr: 'Une organisation porte déjà ce nom court.',
  });
}
