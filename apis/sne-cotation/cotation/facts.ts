/** What a rating asks of a request, taken out of it: what holds (situations), and how much (measures). */
import type { Measure } from '#apis/sne-cotation/model/model.ts';
import type { HousingRequest } from '#apis/sne-cotation/requests/request.ts';
import type { Territory } from '#apis/sne-cotation/territories/territories.ts';

export type Facts = {
  readonly situations: ReadonlySet<string>;
  readonly measures: Readonly<Record<Measure, number>>;
};

/** Gives the facts of `request` in `territory` on `day` (ISO date). */
export function factsOf(request: HousingRequest, territory: Territory, day: string): Facts {
  const { foyer, refus } = request;
  return {
    situations: new Set([...request.situations, ...derivedSituations(request, territory)]),
    measures: {
      MOIS_ANCIENNETE: completedMonths(request.dateDepot, day),
      TAUX_EFFORT: effortPercent(request),
      REFUS: refus,
      ENFANTS_MINEURS: foyer.enfantsMineurs,
    },
  };
}

/** What nobody declares because the rest of the request says it. */
function derivedSituations(
  { foyer, communeResidence, communeTravail }: HousingRequest,
  { communes }: Territory,
): string[] {
  const within = (code: string | null): boolean => communes.some((commune) => commune.code === code);
  return [
    ...(foyer.adultes === 1 && foyer.enfantsMineurs > 0 ? ['PARENT_ISOLE'] : []),
    ...(within(communeResidence) ? ['RESIDENCE_TERRITOIRE'] : []),
    ...(within(communeTravail) ? ['TRAVAIL_TERRITOIRE'] : []),
  ];
}

/** Rent in percent of income, rounded down; 100 where a rent meets no income. */
function effortPercent({ loyerMensuelEuros: rent, ressourcesMensuellesEuros: income }: HousingRequest): number {
  if (rent === 0) return 0;
  return income === 0 ? 100 : Math.floor((rent * 100) / income);
}

/** Whole months from one ISO date to another; 0 when the second comes first. */
export function completedMonths(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
  const months = (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
  return Math.max(0, months);
}
