/** Requests and allocations that nobody made: plausible, the same at every start, different in each environment. */
import { openChance, type Chance } from '#apis/sne-cotation/requests/chance.ts';
import { housingSizes, type Allocation, type HousingRequest } from '#apis/sne-cotation/requests/request.ts';
import type { Territory } from '#apis/sne-cotation/territories/territories.ts';

export type Environment = 'sandbox' | 'production';

export type RequestData = {
  readonly territory: Territory;
  readonly requests: readonly HousingRequest[];
  readonly allocations: readonly Allocation[];
};

/** What stands in every answer with such data. */
export const generatedNotice = 'Données générées : aucune de ces demandes n’a été déposée par personne.';

/** Deposits end here, whatever the day: the data must not change from one day to the next. */
const lastDeposit = { year: 2026, month: 6 };

/** How much there is, and where sequences begin: no number is in both environments. */
const sizes = {
  sandbox: { requests: 300, allocations: 600, firstSequence: 900_000 },
  production: { requests: 1_500, allocations: 2_000, firstSequence: 1 },
} as const;

/** Share of requests that a situation holds for, by grid. */
const shares: Readonly<Record<HousingRequest['nature'], Readonly<Record<string, number>>>> = {
  premiere_demande: {
    ...{ DALO: 0.03, PDALHPD: 0.04, HANDICAP: 0.08, MAL_LOGE: 0.12, HEBERGE: 0.2, RETOUR_EMPLOI: 0.03 },
    ...{ HABITAT_INDIGNE: 0.04, VIOLENCES: 0.03, SANS_ABRI: 0.04, MENACE_EXPULSION: 0.05 },
    ...{ SORTIE_PROSTITUTION: 0.003, VICTIME_TRAITE: 0.003 },
  },
  mutation: { DALO: 0.01, HANDICAP: 0.14, VIOLENCES: 0.03, RENOUVELLEMENT_URBAIN: 0.06, SOUS_OCCUPATION: 0.15 },
};

/** Where one sleeps is one thing: of these a request has at most one. */
const sleepingPlaces = new Set(['SANS_ABRI', 'HEBERGE', 'MENACE_EXPULSION', 'HABITAT_INDIGNE']);

/** Gives the data of `territory` in `environment`: always the same. */
export function generateData(territory: Territory, environment: Environment): RequestData {
  const size = sizes[environment];
  const chance = openChance(`sne-cotation/${environment}/${territory.siren}`);
  const requests = Array.from({ length: size.requests }, (_, index) =>
    generateRequest(territory, chance, size.firstSequence + index),
  );
  const allocations = Array.from({ length: size.allocations }, () => generateAllocation(territory, chance));
  return {
    territory,
    requests: requests.toSorted((one, other) => (one.numeroUnique < other.numeroUnique ? -1 : 1)),
    allocations,
  };
}

function generateRequest(territory: Territory, chance: Chance, sequence: number): HousingRequest {
  const { communes, departement, siren } = territory;
  const nature = generateNature(chance);
  const dateDepot = generateDeposit(chance);
  const foyer = { adultes: chance.happens(0.6) ? 1 : 2, enfantsMineurs: chance.happens(0.5) ? 0 : 1 + chance.below(4) };
  const residence = chance.pick(communes).code;
  const ressourcesMensuellesEuros = Math.round(600 + foyer.adultes * 500 * (chance.next() + chance.next()));
  const situations = generateSituations(chance, nature, foyer.enfantsMineurs);
  const body = `${departement.slice(1)}${String(1 + chance.below(12)).padStart(3, '0')}`;
  return {
    numeroUnique: `${departement}${dateDepot.slice(2, 4)}${dateDepot.slice(5, 7)}${String(sequence).padStart(6, '0')}${body}`,
    epci: siren,
    dateDepot,
    nature,
    typologie: housingSizes[Math.min(foyer.enfantsMineurs + (chance.happens(0.5) ? 1 : 0), 4)] ?? 'T5',
    localisationsSouhaitees: generateWishes(territory, chance, residence),
    foyer,
    ressourcesMensuellesEuros,
    loyerMensuelEuros: situations.includes('SANS_ABRI') || situations.includes('HEBERGE') ? 0 : 250 + chance.below(450),
    communeResidence: chance.happens(0.85) ? residence : `${departement.slice(1)}001`,
    communeTravail: chance.happens(0.55) ? chance.pick(communes).code : null,
    situations,
    refus: chance.happens(0.08) ? 1 + chance.below(2) : 0,
    aCoter: chance.happens(0.15),
  };
}

/** About a third of those who ask live in social housing already. */
function generateNature(chance: Chance): HousingRequest['nature'] {
  return chance.happens(0.33) ? 'mutation' : 'premiere_demande';
}

/** Most requests are young, a few ten years old. */
function generateDeposit(chance: Chance): string {
  const ageMonths = Math.min(Math.floor(-Math.log(1 - chance.next()) * 20), 119);
  const months = lastDeposit.year * 12 + lastDeposit.month - 1 - ageMonths;
  const day = 1 + chance.below(28);
  return `${Math.floor(months / 12)}-${twoDigits((months % 12) + 1)}-${twoDigits(day)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function generateSituations(chance: Chance, nature: HousingRequest['nature'], minors: number): string[] {
  const drawn = Object.entries(shares[nature])
    .filter(([, share]) => chance.happens(share))
    .map(([situation]) => situation);
  const [place, ...others] = drawn.filter((situation) => sleepingPlaces.has(situation));
  const left = drawn.filter((situation) => !others.includes(situation));
  const crowded = chance.happens(0.15) && minors > 0 && place !== 'SANS_ABRI';
  return crowded ? [...left, 'MINEUR_MAL_LOGE'] : left;
}

/** Where one lives, and up to two more. */
function generateWishes({ communes }: Territory, chance: Chance, residence: string): string[] {
  const more = Array.from({ length: chance.below(3) }, () => chance.pick(communes).code);
  return [...new Set([residence, ...more])];
}

function generateAllocation({ communes }: Territory, chance: Chance): Allocation {
  return {
    commune: chance.pick(communes).code,
    typologie: chance.pick(housingSizes),
    nature: generateNature(chance),
    moisAttente: 3 + Math.min(Math.floor(-Math.log(1 - chance.next()) * 22), 110),
  };
}
