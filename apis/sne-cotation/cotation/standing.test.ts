import assert from 'node:assert/strict';
import test from 'node:test';
import { standingsOf } from '#apis/sne-cotation/cotation/standing.ts';
import type { Criterion } from '#apis/sne-cotation/model/model.ts';
import { generateData } from '#apis/sne-cotation/requests/generate.ts';
import type { HousingRequest } from '#apis/sne-cotation/requests/request.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

function firstOf<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error('there is none');
  return first;
}

const territory = firstOf(territories);
const demand = firstOf(generateData(territory, 'sandbox').requests);

const criteria: readonly Criterion[] = [
  {
    ...{ code: 'REFUS', libelle: 'R', categorie: 'facultatif', source: 'guichet', points: 1 },
    condition: { type: 'par_unite', mesure: 'REFUS', plafond: null },
  },
];

/** A request whose note is `note`. */
function request(numeroUnique: string, note: number, more: Partial<HousingRequest> = {}): HousingRequest {
  const kind = { nature: 'mutation', typologie: 'T3' } as const;
  return { ...demand, ...kind, localisationsSouhaitees: ['69123'], numeroUnique, refus: note, ...more };
}

const mine = request('1', 10);
const allocation = { nature: 'mutation', typologie: 'T3', commune: '69123' } as const;

function standings(requests: HousingRequest[], waits: readonly number[] = [], communes: readonly string[] = ['69123']) {
  const allocations = waits.map((moisAttente) => ({ ...allocation, moisAttente }));
  return standingsOf(mine, 10, communes, { territory, requests, allocations, criteria, day: '2026-07-01' });
}

test('the position counts who has more points; equal notes share it, and oneself does not count', () => {
  const [standing] = standings([mine, request('2', 11), request('3', 10), request('4', 9)]);
  assert.deepEqual(standing, { commune: '69123', position: 2, demandesSimilaires: 3, delaiMoyenAttenteMois: null });
});

test('another size, another grid and other wishes are not similar', () => {
  const others = [
    request('2', 50, { typologie: 'T1' }),
    request('3', 50, { nature: 'premiere_demande' }),
    request('4', 50, { localisationsSouhaitees: ['69266'] }),
  ];
  const [standing] = standings([mine, ...others]);
  assert.deepEqual([standing?.position, standing?.demandesSimilaires], [1, 0]);
});

test('an average waiting time is given from five allocations on', () => {
  assert.equal(standings([mine], [10, 20, 30, 40])[0]?.delaiMoyenAttenteMois, null);
  assert.equal(standings([mine], [10, 20, 30, 40, 50])[0]?.delaiMoyenAttenteMois, 30);
  assert.equal(standings([mine], [1, 1, 1, 1, 1], ['69266'])[0]?.delaiMoyenAttenteMois, null);
});
