import { and, eq } from 'drizzle-orm';
import { Problem } from '#base/problem.ts';
import { apis, deployments, profileAssignments } from '#database/tables.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayAssignProfile, profileNotFound, type ProfilePair } from '#registry/profiles/find.ts';
import { assignmentSchema, presentAssignment, profileInput } from '#registry/profiles/schema.ts';

/**
 * Gives an application a business profile; one that it has, it keeps. A retired profile is no longer there to be given.
 *
 * @throws Problem `provider.not_found`, `profile.not_found`, `application.not_found` (404), `profile.environment` (409)
 */
export const assignProfile = operation({
  name: 'profile.assign',
  summary: 'Gives an application a business profile of an API.',
  http: { method: 'post', path: '/applications/{application}/profiles' },
  input: profileInput,
  output: assignmentSchema,
  authorise: mayAssignProfile,
  perform: async (work, { subject }) => {
    const { profile, application } = subject;
    if (profile.retiredAt !== null) throw profileNotFound();
    await demandDeployment(work, subject);
    const row = {
      profileId: profile.id,
      applicationId: application.id,
      assignedBy: work.actor.kind === 'account' ? work.actor.accountId : null,
      assignedAt: work.now,
    };
    const had = await work.tx
      .select()
      .from(profileAssignments)
      .where(and(eq(profileAssignments.profileId, profile.id), eq(profileAssignments.applicationId, application.id)));
    if (had[0] !== undefined) return { result: presentAssignment({ ...profile, ...had[0] }), audit: [] };
    await work.tx.insert(profileAssignments).values(row);
    const subjectId = `${application.id}/${profile.id}`;
    const details = { api: profile.apiSlug, profile: profile.code, assigned: true };
    return {
      result: presentAssignment({ ...profile, ...row }),
      audit: [{ subjectType: 'profile_assignment', subjectId, details }],
    };
  },
});

/** A profile is for an API that the application can reach: some version of it is deployed in its environment. */
async function demandDeployment(work: Work, { profile, application }: ProfilePair): Promise<void> {
  const reachable = await work.tx
    .select({ id: apis.id })
    .from(apis)
    .innerJoin(deployments, eq(deployments.apiId, apis.id))
    .where(
      and(
        eq(apis.providerId, profile.providerId),
        eq(apis.slug, profile.apiSlug),
        eq(deployments.environment, application.environment),
      ),
    )
    .limit(1);
  if (reachable.length > 0) return;
  throw new Problem('profile.environment', 409, {
    en: "This API does not exist in the application's environment.",
    fr: "Cette API n'existe pas dans l'environnement de l'application.",
  });
}
