/** Webstat's csv: `;` and a decimal comma in French, `,` and a point in English. */
import type { Language } from '#base/language.ts';
import { frenchDay } from '#apis/webstat/series/calendar.ts';
import { firstDay } from '#apis/webstat/series/period.ts';
import { momentText, seriesText, spanOf } from '#apis/webstat/answers/json.ts';
import { observationsOf, type Window } from '#apis/webstat/answers/window.ts';
import type { Dataset, SeriesHead, StoredSeries } from '#apis/webstat/store/model.ts';

const separators = { fr: ';', en: ',' } as const;
const missing = '-';

/** One cell (RFC 4180 §2), quoted where it has to be. */
export function cell(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function row(cells: readonly string[], separator: string): string {
  return `${cells.map((text) => cell(text, separator)).join(separator)}\n`;
}

/** A row of a list: behind its last cell stands one separator more, and the R client drops the column that this makes. */
function listRow(cells: readonly string[], language: Language): string {
  return row([...cells, ''], separators[language]);
}

export function catalogueCsv(datasets: readonly Dataset[], language: Language): string {
  const rows = datasets.map(({ name, title, updatedAt }) => [name, title[language], momentText(updatedAt)]);
  return [['Name', 'Description', 'Last_Update'], ...rows].map((cells) => listRow(cells, language)).join('');
}

export async function* seriesListCsv(
  dataset: Dataset,
  series: AsyncIterable<SeriesHead>,
  language: Language,
): AsyncGenerator<string> {
  const heading = ['SeriesKey', 'Title', 'TitleCompl', 'ExtTitle', 'NatTitle', 'SourceAgency', 'From', 'To'];
  yield listRow([...heading, ...dataset.dimensions.map(({ id }) => id)], language);
  for await (const one of series) {
    const { key, title, titleCompl } = seriesText(dataset, one, language);
    const { from, to } = spanOf(one);
    yield listRow(
      [key, title, titleCompl, '', '', one.attributes['SOURCE_AGENCY'] ?? '', from, to, ...one.codes],
      language,
    );
  }
}

const headings = { fr: ['Titre', 'Titre complémentaire'], en: ['Title', 'Complementary title'] } as const;

/** Where a column has got to while rows are written. */
type Column = { readonly days: Float64Array; readonly values: Float64Array; at: number };

/** The answer to `/data`: a column a series, a row a day on which a period of any of them begins. It is turned in memory. */
export async function* dataCsv(
  dataset: Dataset,
  series: AsyncIterable<StoredSeries>,
  { window, language }: { readonly window: Window; readonly language: Language },
): AsyncGenerator<string> {
  const separator = separators[language];
  const [title, titleCompl] = headings[language];
  const heads: [string[], string[], string[]] = [[title], [titleCompl], ['code']];
  const columns: Column[] = [];
  const days = new Set<number>();
  for await (const one of series) {
    const said = seriesText(dataset, one, language);
    for (const [index, text] of [said.title, said.titleCompl, said.key].entries()) heads[index]?.push(text);
    const { periods, values } = observationsOf(one, window);
    const firstDays = Float64Array.from(periods, (ordinal) => firstDay({ frequency: one.frequency, ordinal }));
    for (const day of firstDays) days.add(day);
    columns.push({ days: firstDays, values, at: 0 });
  }
  yield heads.map((cells) => row(cells, separator)).join('');
  for (const day of [...days].toSorted((one, other) => one - other)) {
    const cells = columns.map((column) => nextValue(column, day, language));
    yield row([frenchDay(day), ...cells], separator);
  }
}

/** The value of a column on `day`; days come in ascending order. */
function nextValue(column: Column, day: number, language: Language): string {
  if (column.days[column.at] !== day) return missing;
  const value = column.values[column.at] ?? Number.NaN;
  column.at += 1;
  if (Number.isNaN(value)) return missing;
  return language === 'fr' ? String(value).replace('.', ',') : String(value);
}
