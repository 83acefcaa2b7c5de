/**
 * What business profiles allow. A profile's code is a role (`EPCI`, `EDITEUR`), or a role on one territory: `EPCI-200046977`, with the
 * EPCI's SIREN. A role without territory is for trying out: in the sandbox it opens every territory, in production none.
 */
import type { Caller } from '#apis/sne-cotation/identity-header.ts';
import { Refusal } from '#apis/sne-cotation/refusals.ts';
import { territories, type Territory } from '#apis/sne-cotation/territories/territories.ts';

export type Service = 'numeros' | 'demande' | 'cotation' | 'modele';

/** A software vendor rates and reads models; which requests there are, and what stands in them, is for the EPCI alone. */
const servicesOfRoles: Readonly<Record<string, readonly Service[]>> = {
  EPCI: ['numeros', 'demande', 'cotation', 'modele'],
  EDITEUR: ['cotation', 'modele'],
};

const codeForm = /^([A-Z]+)(?:-([0-9]{9}))?$/;

/** Where an application may use a service: at least one territory. */
export type Reach = readonly [Territory, ...Territory[]];

/**
 * Gives the territories on which `caller` may use `service`.
 *
 * @throws Refusal ERRAUTUSR0001 without any profile, 0002 when none opens the service, 0003 when none names a territory of ours
 */
export function reachOf({ environment, profiles }: Caller, service: Service): Reach {
  requireProfile(profiles);
  const opening = profiles
    .map((code) => codeForm.exec(code))
    .filter((match) => match !== null && servicesOfRoles[match[1] ?? '']?.includes(service));
  if (opening.length === 0) throw new Refusal('ERRAUTUSR0002');
  const sirens = new Set(opening.map((match) => match?.[2]));
  const everywhere = environment === 'sandbox' && sirens.has(undefined);
  const [first, ...more] = territories.filter(({ siren }) => everywhere || sirens.has(siren));
  if (first === undefined) throw new Refusal('ERRAUTUSR0003');
  return [first, ...more];
}

/** @throws Refusal ERRAUTUSR0001 */
export function requireProfile(profiles: readonly string[]): void {
  if (profiles.length === 0) throw new Refusal('ERRAUTUSR0001');
}

/**
 * Gives the territory that a call means: the one that it names by its SIREN, or the only one there is.
 *
 * @throws Refusal ERRAUTUSR0004 when it is not within `reach`, ERRAUTUSR0005 when it must be named
 */
export function chooseTerritory(reach: Reach, siren: string | undefined): Territory {
  if (siren === undefined) {
    if (reach.length > 1) throw new Refusal('ERRAUTUSR0005');
    return reach[0];
  }
  const chosen = reach.find((territory) => territory.siren === siren);
  if (chosen === undefined) throw new Refusal('ERRAUTUSR0004');
  return chosen;
}
