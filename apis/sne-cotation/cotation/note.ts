/** The note of a request: the sum of the points of the criteria that it meets. Criteria add up; there is no maximum. */
import type { Criterion } from '#apis/sne-cotation/model/model.ts';
import type { Facts } from '#apis/sne-cotation/cotation/facts.ts';

export type Note = {
  readonly note: number;
  /** Criteria that gave or took points, by code. */
  readonly detail: readonly Pick<Criterion, 'code' | 'libelle' | 'categorie' | 'points'>[];
};

/** Gives the note of `facts` under `criteria`, in whatever order both come. */
export function noteOf(criteria: readonly Criterion[], facts: Facts): Note {
  const detail = criteria
    .map(({ code, libelle, categorie, points, condition }) => {
      return { code, libelle, categorie, points: points * timesMet(condition, facts) };
    })
    .filter(({ points }) => points !== 0)
    .toSorted((one, other) => (one.code < other.code ? -1 : 1));
  return { note: detail.reduce((sum, { points }) => sum + points, 0), detail };
}

function timesMet(condition: Criterion['condition'], { situations, measures }: Facts): number {
  switch (condition.type) {
    case 'situation':
      return situations.has(condition.situation) ? 1 : 0;
    case 'seuil':
      return measures[condition.mesure] >= condition.auMoins ? 1 : 0;
    case 'par_unite':
      return Math.min(measures[condition.mesure], condition.plafond ?? Infinity);
  }
}
