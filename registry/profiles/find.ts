import { and, eq } from 'drizzle-orm';
import type { Problem } from '#base/problem.ts';
import { products, profiles, subscriptions } from '#database/tables.ts';
import { lockApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import type { Permission, Work } from '#registry/operation.ts';
import { mayDecideFor, mayOperate } from '#registry/permission.ts';
import { findProvider, type FoundProvider } from '#registry/providers/find.ts';
import { notFound } from '#registry/reference.ts';

/** Names a business profile and an application: what assigning and taking away ask for. */
export type ProfileInput = {
  readonly application: string;
  readonly provider: string;
  readonly api: string;
  readonly profile: string;
};

export type ProfileRow = typeof profiles.$inferSelect;

/** A profile and the application that is to have it, or to lose it. */
export type ProfilePair = FoundProvider & { readonly profile: ProfileRow; readonly application: FoundApplication };

/**
 * The actor may give the provider's profiles, and the profile and the application are there.
 *
 * @throws Problem `provider.not_found` (404), `profile.not_found` (404), `application.not_found` (404), also for an
 *   application that has never asked the provider for anything; `permission.denied` (403)
 */
export async function mayAssignProfile(
  work: Work,
  input: ProfileInput,
): Promise<Permission<'decide-for-provider', ProfilePair>> {
  const provider = await findProvider(work.tx, input.provider);
  await mayDecideFor(work, provider);
  const profile = await findProfile(work, provider.providerId, input.api, input.profile);
  const application = await lockApplication(work.tx, input.application);
  await demandCustomer(work, provider.providerId, application.id);
  return mayDecideFor(work, { ...provider, profile, application });
}

async function findProfile(work: Work, providerId: string, apiSlug: string, code: string): Promise<ProfileRow> {
  const rows = await work.tx
    .select()
    .from(profiles)
    .where(and(eq(profiles.providerId, providerId), eq(profiles.apiSlug, apiSlug), eq(profiles.code, code)));
  const profile = rows[0];
  if (profile === undefined) throw profileNotFound();
  return profile;
}

/** To a provider, only applications exist that have asked it for something; to operators, all do. */
async function demandCustomer(work: Work, providerId: string, applicationId: string): Promise<void> {
  const asked = await work.tx
    .select({ id: subscriptions.id })
    .from(subscriptions)
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .where(and(eq(products.providerId, providerId), eq(subscriptions.applicationId, applicationId)))
    .limit(1);
  if (asked.length > 0) return;
  await mayOperate(work).catch(() => {
    throw applicationNotFound();
  });
}

export function profileNotFound(): Problem {
  return notFound('profile.not_found', {
    en: 'The API has no such business profile.',
    fr: "L'API n'a pas ce profil métier.",
  });
}
