import type { Work } from '#registry/operation.ts';
import { operates, roleIn } from '#registry/permission.ts';
import type { Viewer } from '#registry/why/facts.ts';

type Sides = { readonly organisationId: string; readonly providerOrganisationId: string };

/** On which sides the actor stands; an operator may act on both, and yet is told whose turn it is. */
export async function readViewer(work: Work, sides: Sides): Promise<Viewer> {
  return {
    consumer: (await roleIn(work, sides.organisationId)) !== undefined,
    provider: (await roleIn(work, sides.providerOrganisationId)) === 'administrator',
    operator: await operates(work),
  };
}
