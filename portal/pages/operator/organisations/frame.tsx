/** The frame of the pages of one organisation: details, members, codes. */
import type { Child } from 'hono/jsx';
import { addresses } from '#portal/addresses.ts';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { getOrganisation } from '#registry/organisations/get.ts';
import { Tabs } from '#ui/components/page-parts.tsx';

export type ShownOrganisation = { readonly id: string; readonly slug: string; readonly name: string };

/** Reads the organisation of the address. @throws Problem `organisation.not_found` (404) */
export function readOrganisation(visit: AccountVisit) {
  return run(visit.services.registry, visit.actor, getOrganisation, { organisation: param(visit, 'organisation') });
}

type FrameProps = {
  readonly visit: AccountVisit;
  readonly organisation: ShownOrganisation;
  readonly part: 'details' | 'members' | 'codes';
  readonly children?: Child;
};

export const OrganisationFrame = ({ visit, organisation, part, children }: FrameProps) => {
  const text = texts[visit.language].organisations;
  const of = { organisation: organisation.slug };
  const parts = [
    ['details', text.details, addresses.operatorOrganisation.to(of)],
    ['members', text.members, addresses.operatorMembers.to(of)],
    ['codes', text.codes, addresses.operatorCodes.to(of)],
  ] as const;
  return (
    <OperatorFrame
      language={visit.language}
      area="organisations"
      title={organisation.name}
      above={[{ label: text.title, href: addresses.operatorOrganisations.to() }]}
    >
      <Tabs label={text.parts} tabs={parts.map(([name, label, href]) => ({ label, href, current: name === part }))} />
      {children}
    </OperatorFrame>
  );
};
