import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodePeriods, decodeValues, encodePeriods, encodeValues } from '#apis/webstat/series/columns.ts';
import { parseSdmxKey, parseWebstatKey } from '#apis/webstat/series/key.ts';
import { periodFirstDate, periodId, periodName } from '#apis/webstat/series/period-labels.ts';
import {
  daysOf,
  firstDay,
  formatPeriod,
  frequencies,
  parsePeriod,
  periodAt,
  type Period,
} from '#apis/webstat/series/period.ts';

function period(text: string): Period {
  const found = parsePeriod(text);
  assert.ok(found !== null, text);
  return found;
}

test('columns give back every double and every ascending ordinal', () => {
  const decimals = fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 6 }))
    .map(([whole, places]) => whole / 10 ** places);
  const value = fc.oneof(fc.double(), decimals, fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value), (values) => {
      assert.deepEqual(decodeValues(encodeValues(Float64Array.from(values))), Float64Array.from(values));
    }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), (ordinals) => {
      const periods = Int32Array.from(ordinals).sort();
      assert.deepEqual(decodePeriods(encodePeriods(periods)), periods);
    }),
  );
});

test('rates take about two bytes an observation, and a series without gaps next to none for its periods', () => {
  const values = Float64Array.from({ length: 1_000 }, (_, index) => (11_000 + (index % 60)) / 10_000);
  assert.ok(encodeValues(values).length < 2_100);
  assert.ok(encodePeriods(Int32Array.from({ length: 1_000 }, (_, index) => 24_000 + index)).length < 10);
  assert.throws(() => encodePeriods(Int32Array.from([2, 1])), /ascend/);
});

test('every period is read back as it is written, and its days lead to it', () => {
  const ordinal = { A: [1, 9_999], S: [2, 19_998], Q: [4, 39_996], M: [12, 119_988] } as const;
  const ofFrequency = fc.constantFrom(...frequencies).chain((frequency) => {
    const [min, max] =
      frequency === 'D' || frequency === 'B' || frequency === 'W' ? [-20_000, 90_000] : ordinal[frequency];
    return fc.integer({ min, max }).map((ordinal) => ({ frequency, ordinal }));
  });
  fc.assert(
    fc.property(ofFrequency, (given) => {
      const read = parsePeriod(formatPeriod(given));
      // A business day is written as a day.
      assert.deepEqual(read, given.frequency === 'B' ? { ...given, frequency: 'D' } : given);
      const { first, last } = daysOf(given);
      for (const day of [first, last]) assert.deepEqual(periodAt(given.frequency, day), given);
    }),
  );
});

test('what is no period is refused', () => {
  const wrong = [
    '',
    '20',
    '2020-13',
    '2020-00',
    '2020-02-30',
    '2021-W53',
    '2020-W00',
    '2020-Q5',
    '2020-S3',
    '2020-1-1',
  ];
  for (const text of [...wrong, '2020-01-01T00:00:00', ' 2020', '2020 ', '٢٠٢٠'])
    assert.equal(parsePeriod(text), null, text);
  fc.assert(fc.property(fc.string(), (text) => parsePeriod(text) === null || /^\d{4}/.test(text)));
});

test('weeks are those of ISO 8601', () => {
  assert.deepEqual(daysOf(period('2020-W53')), {
    first: firstDay(period('2020-12-28')),
    last: firstDay(period('2021-01-03')),
  });
  assert.equal(firstDay(period('2019-W01')), firstDay(period('2018-12-31')));
});

test('periods have the names and numbers of the captured answer', () => {
  assert.equal(periodId(period('2019-12')), 2_210);
  assert.equal(periodId(period('2020-01')), 2_216);
  assert.equal(periodId(period('2020-12')), 2_227);
  assert.equal(periodName(period('2019-12')), 'Déc 2019');
  assert.equal(periodFirstDate(period('2019-12')), '01-12-2019 00:00:00');
  assert.deepEqual(
    ['2020', '2020-Q4', '2020-S2', '2020-W01', '2020-08-09'].map((text) => periodName(period(text))),
    ['2020', 'T4 2020', 'S2 2020', '2020-W01', '09 Aoû 2020'],
  );
});

const shape = { dataset: 'EXR', dimensions: 5 };

test('keys are read with the data set before them or not, with wildcards, and several at once', () => {
  const dkk = [['D'], ['DKK'], ['EUR'], ['SP00'], ['A']];
  assert.deepEqual(parseWebstatKey('D.DKK.EUR.SP00.A', shape), [dkk]);
  assert.deepEqual(parseWebstatKey('EXR.D.DKK.EUR.SP00.A', shape), [dkk]);
  assert.deepEqual(parseWebstatKey('D.DKK.EUR.SP00.A+EXR.D.DKK.EUR.SP00.A', shape), [dkk, dkk]);
  const any = [[['M'], null, ['EUR'], ['SP00'], ['E']]];
  assert.deepEqual(parseWebstatKey('EXR.M.*.EUR.SP00.E', shape), any);
  assert.deepEqual(parseWebstatKey('M..EUR.SP00.E', shape), any);
  assert.deepEqual(parseWebstatKey('M.USD+GBP.EUR.SP00.E', shape), [[['M'], ['USD', 'GBP'], ['EUR'], ['SP00'], ['E']]]);
});

test('keys of another shape, wildcards everywhere and too many keys are refused', () => {
  const many = Array.from({ length: 10_000 }, () => 'D.DKK.EUR.SP00.A').join('+');
  const wrong = ['', 'D', 'D.DKK', 'D.DKK.EUR.SP00.A.B.C', '*.*.*.*.*', '....', 'EXR.*.*.*.*.*', 'D.D KK.EUR.SP00.A'];
  for (const key of [...wrong, "D.'.EUR.SP00.A", 'D.USD+.EUR.SP00.A', 'OTHER.D.DKK.EUR.SP00.A', many]) {
    assert.equal(parseWebstatKey(key, shape), null, key.slice(0, 40));
  }
});

test('whatever is sent as a key, what is read of it has as many positions as the data set has dimensions', () => {
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('A', 'B', '*', '+', '.', 'EXR')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (key) => {
      const patterns = parseWebstatKey(key, shape);
      assert.ok(patterns === null || patterns.every((pattern) => pattern.length === 5 && pattern.some(Boolean)));
      const sdmx = parseSdmxKey(key, 5);
      assert.ok(sdmx === null || sdmx.length === 5);
    }),
  );
  assert.deepEqual(parseSdmxKey('all', 2), [null, null]);
  assert.deepEqual(parseSdmxKey('A+B.', 2), [['A', 'B'], null]);
});
