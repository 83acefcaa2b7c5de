import assert from 'node:assert/strict';
import test from 'node:test';
import { completedMonths, factsOf } from '#apis/sne-cotation/cotation/facts.ts';
import { generateData } from '#apis/sne-cotation/requests/generate.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

function firstOf<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error('there is none');
  return first;
}

const lyon = firstOf(territories);
const request = firstOf(generateData(lyon, 'sandbox').requests);

test('a month counts when it is complete', () => {
  assert.equal(completedMonths('2026-01-31', '2026-02-28'), 0);
  assert.equal(completedMonths('2026-01-15', '2026-02-14'), 0);
  assert.equal(completedMonths('2026-01-15', '2026-02-15'), 1);
  assert.equal(completedMonths('2024-12-31', '2026-01-01'), 12);
  assert.equal(completedMonths('2026-05-01', '2026-01-01'), 0);
});

test('what the request says of itself needs no declaration', () => {
  const alone = {
    ...request,
    foyer: { adultes: 1, enfantsMineurs: 2 },
    communeResidence: '69123',
    communeTravail: null,
  };
  const { situations } = factsOf({ ...alone, situations: [] }, lyon, '2026-07-01');
  assert.deepEqual([...situations].toSorted(), ['PARENT_ISOLE', 'RESIDENCE_TERRITOIRE']);
  const couple = {
    ...alone,
    foyer: { adultes: 2, enfantsMineurs: 2 },
    communeResidence: '69001',
    communeTravail: '69029',
  };
  assert.deepEqual([...factsOf({ ...couple, situations: [] }, lyon, '2026-07-01').situations], ['TRAVAIL_TERRITOIRE']);
});

test('the effort is the rent in percent of the income, and all of it where there is none', () => {
  const effort = (loyerMensuelEuros: number, ressourcesMensuellesEuros: number): number =>
    factsOf({ ...request, loyerMensuelEuros, ressourcesMensuellesEuros }, lyon, '2026-07-01').measures.TAUX_EFFORT;
  assert.deepEqual([effort(500, 1300), effort(0, 0), effort(1, 0), effort(333, 1000)], [38, 0, 100, 33]);
});
