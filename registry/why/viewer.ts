import type { Work } from '#registry/operation.ts';
import { operates, roleIn } from '#registry/permission.ts';
import type { Viewer } from '#registry/why/facts.ts';

/** Null: there is nobody on that side. */
type Sides = { readonly organisationId: string | null; readonly providerOrganisationId: string | null };

/** On which sides the actor stands; an operator may act on both, and yet is told whose turn it is. */
export async function readViewer(work: Work, sides: Sides): Promise<Viewer> {
  const roleAt = (organisationId: string | null) =>
    organisationId === null ? Promise.resolve(undefined) : roleIn(work, organisationId);
  return {
    consumer: (await roleAt(sides.organisationId)) !== undefined,
    provider: (await roleAt(sides.providerOrganisationId)) === 'administrator',
    operator: await operates(work),
  };
}
