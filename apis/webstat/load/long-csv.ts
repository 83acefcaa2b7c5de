/**
 * Any data set from a long csv: a column a dimension, `TIME_PERIOD`, `OBS_VALUE`, then attributes of series; SDMX-CSV 1.0 is that
 * with `DATAFLOW` before it. A description (JSON) names the data set, its dimensions and codes; SDMX-CSV can do without.
 */
import type pg from 'pg';
import { z } from 'zod';
import type { LocalisedText } from '#base/problem.ts';
import { csvRows, type CsvRow } from '#apis/webstat/load/csv-rows.ts';
import { fileInvalid } from '#apis/webstat/load/fault.ts';
import { inLoad } from '#apis/webstat/load/in-load.ts';
import { storeDataset, type LoadReport } from '#apis/webstat/load/store-dataset.ts';
import { isFrequency, parsePeriod, type Frequency } from '#apis/webstat/series/period.ts';
import type { DatasetDescription, NewSeries } from '#apis/webstat/store/model.ts';

const localised = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) });
const id = z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/, 'expected capitals, digits and _');

/** What a description file says. */
export const descriptionSchema = z.strictObject({
  name: id,
  agency: id.default('GUICHET'),
  version: z
    .string()
    .regex(/^\d+(?:\.\d+)*$/)
    .default('1.0'),
  title: localised,
  source: localised,
  dimensions: z
    .array(
      z.strictObject({
        id,
        name: localised,
        filter: z.boolean().default(false),
        codes: z.record(z.string(), localised).default({}),
      }),
    )
    .min(1),
});
export type DescriptionFile = z.infer<typeof descriptionSchema>;

type Layout = {
  readonly dimensions: readonly string[];
  readonly start: number;
  readonly attributes: readonly string[];
};

const same = (text: string): LocalisedText => ({ fr: text, en: text });

function layoutOf({ cells, line }: CsvRow): Layout {
  const time = cells.indexOf('TIME_PERIOD');
  const start = cells[0] === 'DATAFLOW' ? 1 : 0;
  if (time <= start || cells[time + 1] !== 'OBS_VALUE' || new Set(cells).size !== cells.length) {
    throw fileInvalid(
      'expected dimensions, TIME_PERIOD, OBS_VALUE, attributes',
      'attendu : dimensions, TIME_PERIOD, OBS_VALUE, attributs',
      line,
    );
  }
  return { dimensions: cells.slice(start, time), start, attributes: cells.slice(time + 2) };
}

/** The data set that `AGENCY:ID(VERSION)` names, for a file without a description. */
function descriptionFrom(flow: string, { dimensions }: Layout, line: number): DescriptionFile {
  const found = /^(?<agency>[A-Z][A-Z0-9_]*):(?<name>[A-Z][A-Z0-9_]*)\((?<version>[\d.]+)\)$/.exec(flow)?.groups;
  const read = descriptionSchema.safeParse({
    ...found,
    ...{ title: same(found?.['name'] ?? ''), source: same(found?.['agency'] ?? '') },
    dimensions: dimensions.map((one) => ({ id: one, name: same(one) })),
  });
  if (!read.success) throw fileInvalid('it needs a description', 'il lui faut une description', line);
  return read.data;
}

const code = /^[A-Za-z0-9_@$-]{1,100}$/;

type Building = {
  codes: readonly string[];
  frequency: Frequency;
  said: readonly string[];
  values: Map<number, number>;
};

/** A number with a point, or with a comma where cells are parted by semicolons; an empty one is a missing value. */
function valueOf(text: string, separator: string, line: number): number {
  if (text === '' || text === 'NaN') return Number.NaN;
  const number = separator === ';' ? text.replace(',', '.') : text;
  if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(number) && Number.isFinite(Number(number))) return Number(number);
  throw fileInvalid(
    `expected a number, found ${JSON.stringify(text)}`,
    `attendu : un nombre, lu : ${JSON.stringify(text)}`,
    line,
  );
}

function addRow(series: Map<string, Building>, { cells, line }: CsvRow, layout: Layout, separator: string): void {
  const { dimensions, start } = layout;
  const codes = cells.slice(start, start + dimensions.length);
  const wrong = codes.find((one) => !code.test(one));
  if (wrong !== undefined)
    throw fileInvalid(`${JSON.stringify(wrong)} is no code`, `${JSON.stringify(wrong)} n'est pas un code`, line);
  const [time = '', value = '', ...said] = cells.slice(start + dimensions.length);
  const period = parsePeriod(time);
  if (period === null) throw fileInvalid('expected a period', 'attendu : une période', line);
  const named = codes[dimensions.indexOf('FREQ')];
  const frequency = named === 'B' && period.frequency === 'D' ? 'B' : period.frequency;
  if (named !== undefined && (!isFrequency(named) || named !== frequency)) {
    throw fileInvalid(
      `${time} is no period of frequency ${named}`,
      `${time} n'est pas une période de fréquence ${named}`,
      line,
    );
  }
  const key = codes.join('.');
  const building = series.get(key) ?? { codes, frequency, said, values: new Map<number, number>() };
  if (building.frequency !== frequency)
    throw fileInvalid('the series has periods of two frequencies', 'la série a des périodes de deux fréquences', line);
  if (building.values.has(period.ordinal))
    throw fileInvalid('the observation stands there twice', "l'observation y figure deux fois", line);
  building.values.set(period.ordinal, valueOf(value, separator, line));
  series.set(key, building);
}

function seriesOf(
  { codes, frequency, said, values }: Building,
  { dimensions }: DescriptionFile,
  { attributes }: Layout,
): NewSeries {
  const pairs = attributes.flatMap((name, index) =>
    (said[index] ?? '') === '' ? [] : [[name, said[index] ?? ''] as const],
  );
  const { TITLE, TITLE_FR, TITLE_EN, ...others } = Object.fromEntries(pairs);
  const named = (language: keyof LocalisedText): string =>
    codes.map((one, index) => dimensions[index]?.codes[one]?.[language] ?? one).join(', ');
  const ordered = [...values].toSorted(([one], [other]) => one - other);
  return {
    ...{ codes, frequency, attributes: others },
    title: { fr: TITLE_FR ?? TITLE ?? named('fr'), en: TITLE_EN ?? TITLE ?? named('en') },
    columns: {
      periods: Int32Array.from(ordered, ([ordinal]) => ordinal),
      values: Float64Array.from(ordered, ([, value]) => value),
    },
  };
}

function describe(file: DescriptionFile, series: readonly NewSeries[]): DatasetDescription {
  const { name, agency, version, title, source, dimensions } = file;
  const codes = dimensions.map(({ codes: named }, index) => {
    const used = new Set([...series.map((one) => one.codes[index] ?? ''), ...Object.keys(named)]);
    return [...used].toSorted().map((one) => ({ code: one, title: named[one] ?? same(one) }));
  });
  const said = dimensions.map(({ id, name, filter }) => ({ id, name, filter }));
  return { name, agency, structure: `${agency}_${name}`, version, title, source, dimensions: said, codes };
}

/** Reads a file whole: what it is a data set of, and its series. */
export function parseLongCsv(
  text: string,
  given: DescriptionFile | null,
): { description: DatasetDescription; series: NewSeries[] } {
  const content = text.replace(/^\uFEFF/, '');
  const separator = /^[^\r\n]*;/.test(content) ? ';' : ',';
  const rows = csvRows(content, separator);
  const heading = rows.next();
  if (heading.done === true) throw fileInvalid('it is empty', 'il est vide');
  const layout = layoutOf(heading.value);
  const building = new Map<string, Building>();
  let flow: string | null = null;
  for (const row of rows) {
    if (row.cells.length !== heading.value.cells.length)
      throw fileInvalid(
        'the row has another length than the first',
        "la ligne n'a pas la longueur de la première",
        row.line,
      );
    if (layout.start === 1 && flow !== null && flow !== row.cells[0])
      throw fileInvalid('it holds several data flows', 'il a plusieurs flux de données', row.line);
    flow = layout.start === 1 ? (row.cells[0] ?? '') : '';
    addRow(building, row, layout, separator);
  }
  if (flow === null) throw fileInvalid('it has no observations', "il n'a pas d'observations");
  const file = given ?? descriptionFrom(flow, layout, 1);
  if (file.dimensions.map((one) => one.id).join() !== layout.dimensions.join())
    throw fileInvalid(
      'its dimensions are not those of the description',
      'ses dimensions ne sont pas celles de la description',
      1,
    );
  const series = [...building.values()].map((one) => seriesOf(one, file, layout));
  return { description: describe(file, series), series };
}

/**
 * Loads a long csv or SDMX-CSV.
 *
 * @throws Problem `webstat.file_invalid` (422) with the line; then nothing has changed
 */
export async function loadLongCsv(
  pool: pg.Pool,
  text: string,
  description: DescriptionFile | null,
  now: Date,
): Promise<LoadReport> {
  const read = parseLongCsv(text, description);
  return inLoad(pool, (client) => storeDataset(client, read.description, read.series, now));
}
