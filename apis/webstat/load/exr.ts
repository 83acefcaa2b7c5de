/**
 * The data set EXR from the ECB's reference rates: D…A is the daily rate, M…A the arithmetic mean of a month, M…E its last
 * daily rate. So do the published series: checked against 252 means, 383 ends of months and 120 days.
 */
import type pg from 'pg';
import type { LocalisedText } from '#base/problem.ts';
import { currencyName, startsLarge } from '#apis/webstat/load/currency-names.ts';
import { mergeColumns } from '#apis/webstat/load/merge.ts';
import { lastWholeMonth, monthlyColumns } from '#apis/webstat/load/monthly.ts';
import { parseReferenceRates, type ReferenceRates } from '#apis/webstat/load/reference-rates.ts';
import { inLoad } from '#apis/webstat/load/in-load.ts';
import { storeDataset, type LoadReport } from '#apis/webstat/load/store-dataset.ts';
import { decodePeriods, decodeValues, type Columns } from '#apis/webstat/series/columns.ts';
import type { DatasetDescription, NewSeries } from '#apis/webstat/store/model.ts';

type Kind = { readonly frequency: 'D' | 'M'; readonly suffix: 'A' | 'E'; readonly means: LocalisedText };

const daily: Kind = { frequency: 'D', suffix: 'A', means: { fr: '', en: '' } };
const monthlyMean: Kind = {
  frequency: 'M',
  suffix: 'A',
  means: { fr: ', moyenne mensuelle', en: ', monthly average' },
};
const monthlyEnd: Kind = { frequency: 'M', suffix: 'E', means: { fr: ', fin de mois', en: ', end-of-period' } };

function describe(currencies: Iterable<string>): DatasetDescription {
  const codes = [...currencies].map((code) => ({ code, title: currencyName(code) }));
  return {
    name: 'EXR',
    agency: 'BDF',
    structure: 'ECB_EXR1',
    version: '1.0',
    title: { fr: 'Taux de change', en: 'Exchange Rates' },
    source: {
      fr: 'Banque centrale européenne, cours de référence de l’euro (eurofxref-hist)',
      en: 'European Central Bank, euro foreign exchange reference rates (eurofxref-hist)',
    },
    dimensions: [
      { id: 'FREQ', name: { fr: 'Fréquence', en: 'Frequency' }, filter: false },
      { id: 'CURRENCY', name: { fr: 'Devise', en: 'Currency' }, filter: true },
      { id: 'CURRENCY_DENOM', name: { fr: 'Devise de référence', en: 'Currency denominator' }, filter: false },
      { id: 'EXR_TYPE', name: { fr: 'Type de taux de change', en: 'Exchange rate type' }, filter: false },
      { id: 'EXR_SUFFIX', name: { fr: 'Variation de la série', en: 'Series variation - EXR context' }, filter: true },
    ],
    codes: [
      [
        { code: 'D', title: { fr: 'Quotidienne', en: 'Daily' } },
        { code: 'M', title: { fr: 'Mensuelle', en: 'Monthly' } },
      ],
      codes,
      [{ code: 'EUR', title: currencyName('EUR') }],
      [{ code: 'SP00', title: { fr: 'Au comptant', en: 'Spot' } }],
      [
        { code: 'A', title: { fr: 'Moyenne, ou valeur du jour', en: 'Average, or the value of the day' } },
        { code: 'E', title: { fr: 'Fin de période', en: 'End-of-period' } },
      ],
    ],
  };
}

function seriesOf(currency: string, { frequency, suffix, means }: Kind, columns: Columns): NewSeries {
  const name = currencyName(currency);
  return {
    codes: [frequency, currency, 'EUR', 'SP00', suffix],
    frequency,
    title: {
      fr: `${startsLarge(name.fr)} (${currency}), cours de référence de la BCE${means.fr}`,
      en: `ECB reference exchange rate, ${name.en}/Euro, 2:15 pm (C.E.T.)${means.en}`,
    },
    // Codes of the ECB: 4F0 is the ECB itself; A an average or the value of the day, E the end of the period.
    attributes: { UNIT: currency, UNIT_MULT: '0', SOURCE_AGENCY: '4F0', COLLECTION: suffix },
    columns,
  };
}

/** The series of daily rates. */
export function buildSeries(rates: ReadonlyMap<string, Columns>, lastMonth: number): NewSeries[] {
  return [...rates].flatMap(([currency, columns]) => {
    const { mean, end } = monthlyColumns(columns, lastMonth);
    return [
      seriesOf(currency, daily, columns),
      seriesOf(currency, monthlyMean, mean),
      seriesOf(currency, monthlyEnd, end),
    ];
  });
}

/** The daily rates that are there, and those of the file above them: a month may lie in both. */
async function mergeWithStored(client: pg.PoolClient, { rates }: ReferenceRates): Promise<Map<string, Columns>> {
  const { rows } = await client.query<{ key: string; periods: Buffer; values: Buffer }>(
    `select key, periods, "values" from webstat.series where dataset = 'EXR' and key like 'D.%.EUR.SP00.A'`,
  );
  const merged = new Map(
    rows.map(({ key, periods, values }) => [
      key.split('.')[1] ?? '',
      { periods: decodePeriods(periods), values: decodeValues(values) },
    ]),
  );
  for (const [currency, columns] of rates) {
    const before = merged.get(currency);
    merged.set(currency, before === undefined ? columns : mergeColumns(before, columns).columns);
  }
  return merged;
}

function lastDayOf(rates: ReadonlyMap<string, Columns>): number {
  return Math.max(...[...rates.values()].map(({ periods }) => periods.at(-1) ?? -Infinity));
}

/**
 * Loads the ECB's file, whichever version: the whole history, or its last ninety days.
 *
 * @throws Problem `webstat.file_invalid` (422); then nothing has changed
 */
export async function loadReferenceRates(pool: pg.Pool, bytes: Buffer, now: Date): Promise<LoadReport> {
  const read = parseReferenceRates(bytes);
  return inLoad(pool, async (client) => {
    const rates = await mergeWithStored(client, read);
    const series = buildSeries(rates, lastWholeMonth(lastDayOf(rates)));
    return storeDataset(client, describe(rates.keys()), series, now);
  });
}
