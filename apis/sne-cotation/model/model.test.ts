import assert from 'node:assert/strict';
import test from 'node:test';
import { modelSchema, versionInForce, type Criterion, type Version } from '#apis/sne-cotation/model/model.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

const criterion: Criterion = {
  ...{ code: 'DALO', libelle: 'DALO', categorie: 'obligatoire', source: 'loi', points: 10 },
  condition: { type: 'situation', situation: 'DALO' },
};

function version(enVigueurDu: string, enVigueurAu: string | null, grid: Criterion[] = [criterion]): Version {
  return { version: enVigueurDu, enVigueurDu, enVigueurAu, grilles: { premiere_demande: grid, mutation: grid } };
}

function model(...versions: Version[]) {
  return { avertissement: 'Essai', sources: [{ code: 'loi', libelle: 'Loi' }], versions };
}

test('the version in force includes its first and its last day, and between versions there may be none', () => {
  const made = modelSchema.parse(model(version('2023-01-01', '2023-12-31'), version('2024-06-01', null)));
  const inForce = (day: string): string | undefined => versionInForce(made, day)?.version;
  assert.deepEqual(['2022-12-31', '2023-01-01', '2023-12-31', '2024-01-01', '2024-06-01', '2099-01-01'].map(inForce), [
    undefined,
    '2023-01-01',
    '2023-01-01',
    undefined,
    '2024-06-01',
    '2024-06-01',
  ]);
});

test('a model whose versions overlap, whose criteria repeat or name an unknown source is refused', () => {
  const wrong = [
    model(version('2023-01-01', '2024-06-01'), version('2024-06-01', null)),
    model(version('2023-01-01', null), version('2024-06-01', null)),
    model(version('2023-02-01', '2023-01-01')),
    model(version('2023-01-01', null, [criterion, criterion])),
    model(version('2023-01-01', null, [{ ...criterion, source: 'rumeur' }])),
    model(version('2023-01-01', null, [])),
    model(),
  ];
  for (const one of wrong) assert.equal(modelSchema.safeParse(one).success, false, JSON.stringify(one));
});

test('every territory has a model in force today, with obligatory and optional criteria in both grids', () => {
  for (const { modele } of territories) {
    const grids = versionInForce(modele, '2026-07-01')?.grilles;
    for (const grid of [grids?.premiere_demande, grids?.mutation]) {
      assert.equal(new Set(grid?.map(({ categorie }) => categorie)).size, 2);
    }
  }
});
