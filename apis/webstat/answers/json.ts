/** Webstat's JSON, piece by piece: an answer of any size takes the memory of one series. */
import type { Language } from '#base/language.ts';
import { frenchDay } from '#apis/webstat/series/calendar.ts';
import { daysOf, firstDay, type Frequency } from '#apis/webstat/series/period.ts';
import { periodFirstDate, periodId, periodName } from '#apis/webstat/series/period-labels.ts';
import { observationsOf, type Window } from '#apis/webstat/answers/window.ts';
import type { Code, Dataset, SeriesHead, StoredSeries } from '#apis/webstat/store/model.ts';

/** Moments as the real service wrote them: `2020-04-10 10:15:13.0`, in UTC. */
export function momentText(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')}.0`;
}

/** What stands before the value of an observation. Series share their periods: each is written once an answer. */
class PeriodTexts {
  readonly #texts = new Map<Frequency, Map<number, string>>();

  of(frequency: Frequency): (ordinal: number) => string {
    const texts = this.#texts.get(frequency) ?? new Map<number, string>();
    this.#texts.set(frequency, texts);
    return (ordinal) => {
      const known = texts.get(ordinal);
      if (known !== undefined) return known;
      const period = { frequency, ordinal };
      const text = `{"ObservationPeriod":{"periodId":${periodId(period)},"periodFirstDate":"${periodFirstDate(period)}","periodName":"${periodName(period)}","value":`;
      texts.set(ordinal, text);
      return text;
    };
  }
}

function observationsText(series: StoredSeries, window: Window, texts: PeriodTexts): string {
  const { periods, values } = observationsOf(series, window);
  const textOf = texts.of(series.frequency);
  let text = '';
  for (const [index, ordinal] of periods.entries()) {
    const value = values[index] ?? Number.NaN;
    text += `${index === 0 ? '' : ','}${textOf(ordinal)}${Number.isNaN(value) ? 'null' : value}}}`;
  }
  return text;
}

export type SeriesText = { readonly key: string; readonly title: string; readonly titleCompl: string };

/** What a series is called; without a complement the title is that too, as in the captured answer. */
export function seriesText(dataset: Dataset, series: SeriesHead, language: Language): SeriesText {
  const title = series.title[language];
  return { key: `${dataset.name}.${series.key}`, title, titleCompl: series.attributes['TITLE_COMPL'] ?? title };
}

/** The answer to `/data`, as the captured one. */
export async function* dataJson(
  dataset: Dataset,
  series: AsyncIterable<StoredSeries>,
  { window, language }: { readonly window: Window; readonly language: Language },
): AsyncGenerator<string> {
  const { name, instance, number } = dataset;
  let before = `{"datasetName":${JSON.stringify(name)},"instanceId":${instance},"id":${number},"seriesObs":[`;
  const texts = new PeriodTexts();
  for await (const one of series) {
    const { key, title, titleCompl } = seriesText(dataset, one, language);
    const head = JSON.stringify({ title, titleCompl, frequency: one.frequency }).slice(0, -1);
    yield `${before}{"ObservationsSerie":${head},"observations":[${observationsText(one, window, texts)}],"seriesKey":${JSON.stringify(key)}}}`;
    before = ',';
  }
  yield before === ',' ? ']}' : `${before}]}`;
}

/** The list of data sets: `name` is what a client needs. */
export function catalogueJson(datasets: readonly Dataset[], language: Language): string {
  return JSON.stringify(
    datasets.map(({ name, title, updatedAt }) => ({
      name,
      description: title[language],
      lastUpdate: momentText(updatedAt),
    })),
  );
}

/** The first day of the first period and the last day of the last; empty without observations. */
export function spanOf({ frequency, first, last }: SeriesHead): { readonly from: string; readonly to: string } {
  return {
    from: first === null ? '' : frenchDay(firstDay({ frequency, ordinal: first })),
    to: last === null ? '' : frenchDay(daysOf({ frequency, ordinal: last }).last),
  };
}

/** The list of a data set's series; the members are the columns of the csv. */
export async function* seriesListJson(
  dataset: Dataset,
  series: AsyncIterable<SeriesHead>,
  language: Language,
): AsyncGenerator<string> {
  let before = '[';
  for await (const one of series) {
    const { key, title, titleCompl } = seriesText(dataset, one, language);
    const codes = dataset.dimensions.map(({ id }, index) => [id, one.codes[index]]);
    const { from, to } = spanOf(one);
    const said = { seriesKey: key, title, titleCompl, sourceAgency: one.attributes['SOURCE_AGENCY'] ?? '', from, to };
    yield before + JSON.stringify({ ...said, ...Object.fromEntries(codes) });
    before = ',';
  }
  yield before === ',' ? ']' : '[]';
}

/** The structure of a data set; `codes` is null where only its outline was asked for (`detail=light`). */
export function structureJson(
  dataset: Dataset,
  codes: readonly (readonly Code[])[] | null,
  language: Language,
): string {
  const dimensions = dataset.dimensions.map(({ id, name, filter }, index) => ({
    dimension: {
      key: id,
      name: name[language],
      position: index + 1,
      dimensionValues: codes?.[index]?.map(({ code, title }) => ({ key: code, name: title[language] })) ?? null,
      filter,
    },
  }));
  return JSON.stringify({
    id: dataset.number,
    name: dataset.name,
    description: dataset.title[language],
    hasTitle: true,
    defaultSortDimensionId: null,
    defaultSortDimensionOrder: null,
    defaultArea: null,
    isoA2: null,
    keyFamily: { id: dataset.structure, dimensions },
  });
}
