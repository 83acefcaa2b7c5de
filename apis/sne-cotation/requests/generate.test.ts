import assert from 'node:assert/strict';
import test from 'node:test';
import { generateData } from '#apis/sne-cotation/requests/generate.ts';
import { requestSchema } from '#apis/sne-cotation/requests/request.ts';
import { territories } from '#apis/sne-cotation/territories/territories.ts';

const environments = ['sandbox', 'production'] as const;

test('data is the same at every start, in the order of its numbers', () => {
  for (const territory of territories) {
    const data = generateData(territory, 'sandbox');
    assert.deepEqual(generateData(territory, 'sandbox'), data);
    const numbers = data.requests.map(({ numeroUnique }) => numeroUnique);
    assert.deepEqual(numbers, numbers.toSorted());
  }
});

test('no number is there twice, neither in two environments nor on two territories', () => {
  const numbers = territories.flatMap((territory) =>
    environments.flatMap((environment) =>
      generateData(territory, environment).requests.map(({ numeroUnique }) => numeroUnique),
    ),
  );
  assert.equal(new Set(numbers).size, numbers.length);
});

test('every request has the shape of the contract, and its number says department and month of deposit', () => {
  for (const territory of territories) {
    const communes = new Set(territory.communes.map(({ code }) => code));
    for (const environment of environments) {
      for (const request of generateData(territory, environment).requests) {
        requestSchema.parse(request);
        const { numeroUnique, dateDepot, localisationsSouhaitees } = request;
        assert.equal(numeroUnique.slice(0, 3), territory.departement);
        assert.equal(numeroUnique.slice(3, 7), `${dateDepot.slice(2, 4)}${dateDepot.slice(5, 7)}`);
        assert.ok(dateDepot >= '2016-01-01' && dateDepot < '2026-07-01', dateDepot);
        assert.ok(localisationsSouhaitees.length > 0 && localisationsSouhaitees.every((code) => communes.has(code)));
      }
    }
  }
});

test('there is something of everything: both grids, requests to rate and rated ones', () => {
  for (const territory of territories) {
    const { requests } = generateData(territory, 'sandbox');
    assert.equal(new Set(requests.map(({ nature }) => nature)).size, 2);
    assert.equal(new Set(requests.map(({ aCoter }) => aCoter)).size, 2);
    const met = new Set(requests.flatMap(({ situations }) => situations));
    assert.ok(met.size >= 12, [...met].join(' '));
  }
});
