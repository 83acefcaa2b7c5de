/**
 * Where a request stands in a wished location: its place among similar requests and the average waiting time of similar homes.
 *
 * Similar are requests that wish the same municipality and the same size of home under the same grid: notes of two grids do not
 * compare. What similar means is fixed nowhere; cities name location and size (Toulouse, Orléans).
 */
import { limits } from '#base/limits.ts';
import { factsOf } from '#apis/sne-cotation/cotation/facts.ts';
import { noteOf } from '#apis/sne-cotation/cotation/note.ts';
import type { Criterion } from '#apis/sne-cotation/model/model.ts';
import type { Allocation, HousingRequest } from '#apis/sne-cotation/requests/request.ts';
import type { Territory } from '#apis/sne-cotation/territories/territories.ts';

export type Standing = {
  readonly commune: string;
  /** 1 for the highest note; equal notes share a place. */
  readonly position: number;
  /** Similar requests beside this one. */
  readonly demandesSimilaires: number;
  /** Null when fewer than `limits.sneAverageSamples` similar homes were allocated: an average of few names somebody. */
  readonly delaiMoyenAttenteMois: number | null;
};

type Among = {
  readonly territory: Territory;
  readonly requests: readonly HousingRequest[];
  readonly allocations: readonly Allocation[];
  readonly criteria: readonly Criterion[];
  /** ISO date. */
  readonly day: string;
};

/** Gives where `request`, whose note is `note`, stands in each of `communes`. */
export function standingsOf(
  request: HousingRequest,
  note: number,
  communes: readonly string[],
  { territory, requests, allocations, criteria, day }: Among,
): readonly Standing[] {
  const rivals = requests
    .filter((other) => other.numeroUnique !== request.numeroUnique && isLike(request, other))
    .map((other) => ({
      wished: other.localisationsSouhaitees,
      note: noteOf(criteria, factsOf(other, territory, day)).note,
    }));
  return communes.map((commune) => {
    const similar = rivals.filter(({ wished }) => wished.includes(commune));
    return {
      commune,
      position: 1 + similar.filter((other) => other.note > note).length,
      demandesSimilaires: similar.length,
      delaiMoyenAttenteMois: averageWait(
        allocations.filter((allocation) => allocation.commune === commune && isLike(request, allocation)),
      ),
    };
  });
}

type Kind = Pick<HousingRequest, 'nature' | 'typologie'>;

function isLike(one: Kind, other: Kind): boolean {
  return one.nature === other.nature && one.typologie === other.typologie;
}

function averageWait(allocations: readonly Allocation[]): number | null {
  if (allocations.length < limits.sneAverageSamples) return null;
  return Math.round(allocations.reduce((sum, { moisAttente }) => sum + moisAttente, 0) / allocations.length);
}
