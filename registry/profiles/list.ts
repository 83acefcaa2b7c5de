import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { applications, profileAssignments, profiles } from '#database/tables.ts';
import { mayListBetween } from '#registry/list-permission.ts';
import { operation } from '#registry/operation.ts';
import { assignmentSchema, presentAssignment } from '#registry/profiles/schema.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { referenceSchema } from '#registry/reference.ts';

const listInput = z.strictObject({
  application: referenceSchema.optional(),
  provider: referenceSchema.optional(),
  api: referenceSchema.optional(),
  ...pageFields,
});

/**
 * Lists who has which business profile: an application's for its organisation, a provider's for its administrators.
 *
 * @throws Problem `application.not_found` (404), `provider.not_found` (404), `page.cursor_invalid` (422)
 */
export const listProfiles = operation({
  name: 'profile.list',
  summary: 'Lists the business profiles of an application, or those that a provider has given.',
  http: { method: 'get', path: '/profiles' },
  input: listInput,
  output: pageSchema(assignmentSchema),
  authorise: mayListBetween,
  perform: async (work, { subject }, { api, limit, after }) => {
    const cursor = readCursor(after);
    const place = sql`${profileAssignments.applicationId} || '/' || ${profileAssignments.profileId}`;
    const rows = await work.tx
      .select({ profile: profiles, assignment: profileAssignments })
      .from(profileAssignments)
      .innerJoin(profiles, eq(profiles.id, profileAssignments.profileId))
      .innerJoin(applications, eq(applications.id, profileAssignments.applicationId))
      .where(
        and(
          isNull(applications.deletedAt),
          subject?.applicationId === undefined
            ? undefined
            : eq(profileAssignments.applicationId, subject.applicationId),
          subject?.providerId === undefined ? undefined : eq(profiles.providerId, subject.providerId),
          api === undefined ? undefined : eq(profiles.apiSlug, api),
          cursor === undefined ? undefined : sql`${place} > ${`${cursor.key}/${cursor.id}`}`,
        ),
      )
      .orderBy(asc(place))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      ({ assignment }) => ({ key: assignment.applicationId, id: assignment.profileId }),
      ({ profile, assignment }) => presentAssignment({ ...profile, ...assignment }),
    );
    return { result: page, audit: [] };
  },
});
