import type { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { applicationSchema } from '#registry/applications/schema.ts';
import { listApplications } from '#registry/applications/list.ts';
import { run } from '#registry/operation.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export type OwnApplication = z.output<typeof applicationSchema> & { readonly organisationName: string };

/** The applications of the visitor's organisations, organisation by organisation, by name. */
export async function readOwnApplications(visit: AccountVisit): Promise<OwnApplication[]> {
  const found: OwnApplication[] = [];
  for (const { slug, name } of visit.standing.organisations) {
    const input = { organisation: slug, limit: limits.pageRows };
    const { items } = await run(visit.services.registry, visit.actor, listApplications, input);
    found.push(...items.map((item) => ({ ...item, organisationName: name })));
  }
  return found;
}
