import { listProviders } from '#registry/catalogue/list-providers.ts';
import { run } from '#registry/operation.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** The name of a provider in the visitor's language; its slug where there is no such provider. */
export async function readProviderName(visit: AccountVisit, slug: string): Promise<string> {
  const { items } = await run(visit.services.registry, visit.actor, listProviders, {});
  return items.find((provider) => provider.slug === slug)?.name[visit.language] ?? slug;
}
