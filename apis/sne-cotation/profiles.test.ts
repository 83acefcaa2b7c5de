import assert from 'node:assert/strict';
import test from 'node:test';
import { chooseTerritory, reachOf, type Service } from '#apis/sne-cotation/profiles.ts';

const lyon = '200046977';
const toulouse = '243100518';

function reach(environment: 'sandbox' | 'production', profiles: string[], service: Service = 'cotation'): string[] {
  return reachOf({ environment, profiles }, service).map(({ siren }) => siren);
}

test('a role alone opens every territory of the sandbox and none of production', () => {
  assert.deepEqual(reach('sandbox', ['EPCI']), [lyon, toulouse]);
  assert.throws(() => reach('production', ['EPCI']), { code: 'ERRAUTUSR0003' });
});

test('a role on a territory opens it alone, in both environments', () => {
  assert.deepEqual(reach('sandbox', [`EPCI-${lyon}`]), [lyon]);
  assert.deepEqual(reach('production', [`EPCI-${lyon}`, 'EPCI']), [lyon]);
  assert.deepEqual(reach('production', [`EPCI-${lyon}`, `EDITEUR-${toulouse}`]), [lyon, toulouse]);
  assert.throws(() => reach('production', ['EPCI-999999999']), { code: 'ERRAUTUSR0003' });
});

test('a software vendor rates and reads models, but sees neither numbers nor requests, wherever it may work', () => {
  for (const service of ['cotation', 'modele'] as const)
    assert.deepEqual(reach('production', [`EDITEUR-${lyon}`], service), [lyon]);
  for (const service of ['numeros', 'demande'] as const) {
    assert.throws(() => reach('sandbox', ['EDITEUR'], service), { code: 'ERRAUTUSR0002' });
    assert.deepEqual(reach('production', [`EDITEUR-${lyon}`, `EPCI-${toulouse}`], service), [toulouse]);
  }
});

test('no profile, and profiles that this service does not know, open nothing', () => {
  assert.throws(() => reach('sandbox', []), { code: 'ERRAUTUSR0001' });
  for (const profile of [
    'AUTRE',
    'epci',
    'EPCI-',
    'EPCI-12',
    `EPCI-${lyon}-x`,
    `XEPCI-${lyon}`,
    'constructor',
    '__proto__',
  ]) {
    assert.throws(() => reach('sandbox', [profile]), { code: 'ERRAUTUSR0002' }, profile);
  }
});

test('the territory of a call is the one it names, or the only one', () => {
  const both = reachOf({ environment: 'sandbox', profiles: ['EPCI'] }, 'modele');
  const one = reachOf({ environment: 'sandbox', profiles: [`EPCI-${lyon}`] }, 'modele');
  assert.equal(chooseTerritory(both, toulouse).siren, toulouse);
  assert.equal(chooseTerritory(one, undefined).siren, lyon);
  assert.throws(() => chooseTerritory(both, undefined), { code: 'ERRAUTUSR0005' });
  assert.throws(() => chooseTerritory(one, toulouse), { code: 'ERRAUTUSR0004' });
});
