import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { profileAssignments } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { mayAssignProfile } from '#registry/profiles/find.ts';
import { profileInput } from '#registry/profiles/schema.ts';

/**
 * Takes a business profile away from an application; `removed` is false when it did not have it.
 *
 * @throws Problem `provider.not_found`, `profile.not_found`, `application.not_found` (404)
 */
export const unassignProfile = operation({
  name: 'profile.unassign',
  summary: 'Takes a business profile away from an application.',
  http: { method: 'delete', path: '/applications/{application}/profiles' },
  input: profileInput,
  output: z.object({ removed: z.boolean() }),
  authorise: mayAssignProfile,
  perform: async (work, { subject: { profile, application } }) => {
    const removed = await work.tx
      .delete(profileAssignments)
      .where(and(eq(profileAssignments.profileId, profile.id), eq(profileAssignments.applicationId, application.id)))
      .returning();
    const details = { api: profile.apiSlug, profile: profile.code, assigned: false };
    const subjectId = `${application.id}/${profile.id}`;
    return {
      result: { removed: removed.length > 0 },
      audit: removed.map(() => ({ subjectType: 'profile_assignment', subjectId, details })),
    };
  },
});
