import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { csvRows } from '#apis/webstat/load/csv-rows.ts';
import { descriptionSchema, loadLongCsv, parseLongCsv } from '#apis/webstat/load/long-csv.ts';
import { openWebstatWorld } from '#test/webstat/world.ts';

const name = (text: string) => ({ fr: text, en: text });
const description = descriptionSchema.parse({
  ...{ name: 'CPP', title: name('Prix (synthétique)'), source: name('Exemple') },
  dimensions: [
    { id: 'FREQ', name: name('Fréquence') },
    { id: 'SECTOR', name: name('Secteur'), codes: { S1: name('Bureaux') } },
  ],
});

function refusal(text: string, given = false): string {
  try {
    parseLongCsv(text, given ? description : null);
    return 'none';
  } catch (cause) {
    return cause instanceof Error ? cause.message : '';
  }
}

test('rows that are written by RFC 4180 are read back', () => {
  const cells = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }));
  fc.assert(
    fc.property(cells, fc.constantFrom(',' as const, ';' as const), (rows, separator) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(separator)).join('\r\n');
      assert.deepEqual(
        [...csvRows(text, separator)].map((row) => row.cells),
        rows,
      );
    }),
  );
});

test('what SDMX-CSV says of a series can be loaded, and changes nothing the second time', async () => {
  const world = await openWebstatWorld();
  const call = (path: string, accept: string) =>
    world.call(`/sdmx/v2.1${path}`, { 'x-guichet-identity': 'webstat-sdmx', accept });
  const csv = await (await call('/data/EXR/all', 'application/vnd.sdmx.data+csv')).text();
  const copied = csv.replaceAll('BDF:EXR(1.0)', 'BDF:COPY(1.0)');
  const report = await loadLongCsv(world.pool, copied, null, new Date());
  assert.equal(report.series.added, 6);
  assert.deepEqual((await loadLongCsv(world.pool, copied, null, new Date())).series, {
    added: 0,
    changed: 0,
    unchanged: 6,
  });
  const again = await (await call('/data/COPY/all', 'application/vnd.sdmx.data+csv')).text();
  assert.equal(again, copied);
  await world.close();
});

test('a long csv is a data set with its description', () => {
  const text = 'FREQ;SECTOR;TIME_PERIOD;OBS_VALUE\nQ;S1;2020-Q2;1,5\nQ;S1;2020-Q1;\n';
  const { description: made, series } = parseLongCsv(text, description);
  assert.equal(made.structure, 'GUICHET_CPP');
  assert.equal(series[0]?.title.fr, 'Q, Bureaux');
  assert.deepEqual([...(series[0]?.columns.values ?? [])], [Number.NaN, 1.5]);
});

test('a damaged csv is refused whole, with the line', () => {
  const head = 'FREQ,SECTOR,TIME_PERIOD,OBS_VALUE\n';
  assert.match(refusal(''), /empty/);
  assert.match(refusal('A,B\n'), /line 1/);
  assert.match(refusal(head, true), /no observations/);
  assert.match(refusal(`${head}Q,S1,2020-Q1,1\nQ,S1,2020-Q1,1\n`, true), /twice \(line 3\)/);
  assert.match(refusal(`${head}Q,S1,2020-01,1\n`, true), /no period of frequency Q \(line 2\)/);
  assert.match(refusal(`${head}Q,S1,2020-Q5,1\n`, true), /expected a period/);
  assert.match(refusal(`${head}Q,S1,2020-Q1,one\n`, true), /"one" \(line 2\)/);
  assert.match(refusal(`${head}Q,S1,2020-Q1\n`, true), /length/);
  assert.match(refusal(`${head}Q,"S1,2020-Q1,1\n`, true), /quote/);
  assert.match(refusal(`${head}Q,S1,2020-Q1,1\n`), /description/);
  assert.match(refusal('SECTOR,TIME_PERIOD,OBS_VALUE\nS1,2020,1\n', true), /dimensions/);
});
