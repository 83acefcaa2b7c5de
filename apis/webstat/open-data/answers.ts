/** The data for everybody as JSON (docs/open-data.md): texts in both languages, periods with the day on which they begin. */
import type { FoundSeries } from '#apis/webstat/open-data/find-series.ts';
import { isoDay } from '#apis/webstat/series/calendar.ts';
import { firstDay, formatPeriod } from '#apis/webstat/series/period.ts';
import { observationsOf, type Window } from '#apis/webstat/answers/window.ts';
import type { Code, Dataset, SeriesHead, StoredSeries } from '#apis/webstat/store/model.ts';

export function datasetAnswer({ name, title, source, seriesCount, frequencies, updatedAt }: Dataset) {
  return { name, title, source, frequencies, series: seriesCount, updatedAt: updatedAt.toISOString() };
}

/** A data set with its dimensions and their codes. */
export function describedDataset(dataset: Dataset, codes: readonly (readonly Code[])[]) {
  const dimensions = dataset.dimensions.map(({ id, name }, index) => ({ id, name, codes: codes[index] ?? [] }));
  return { ...datasetAnswer(dataset), dimensions };
}

function headAnswer(dataset: Dataset, { key, title, frequency, count, first, last }: SeriesHead) {
  const text = (ordinal: number | null) => (ordinal === null ? null : formatPeriod({ frequency, ordinal }));
  return { dataset: dataset.name, key, title, frequency, observations: count, first: text(first), last: text(last) };
}

export function foundAnswer({ series, datasets, ...found }: FoundSeries) {
  return {
    ...found,
    datasets: datasets.map(datasetAnswer),
    series: series.map(({ dataset, head }) => headAnswer(dataset, head)),
  };
}

/** A series with its observations in `window`; null: a value that is missing. */
export function seriesAnswer(
  dataset: Dataset,
  series: StoredSeries,
  { codes, window, call }: { codes: readonly (readonly Code[])[]; window: Window; call: string },
) {
  const { periods, values } = observationsOf(series, window);
  const { frequency } = series;
  return {
    ...headAnswer(dataset, series),
    datasetTitle: dataset.title,
    source: dataset.source,
    updatedAt: dataset.updatedAt.toISOString(),
    dimensions: dataset.dimensions.map(({ id, name }, index) => {
      const code = series.codes[index] ?? '';
      const title = codes[index]?.find((one) => one.code === code)?.title;
      return { id, name, code, title: title ?? { fr: code, en: code } };
    }),
    attributes: Object.entries(series.attributes).map(([id, value]) => ({ id, value })),
    /** Path and query below the base path of the API, by which a program gets the same. */
    call,
    values: Array.from(periods, (ordinal, index) => {
      const value = values[index] ?? Number.NaN;
      const period = { frequency, ordinal };
      return [formatPeriod(period), isoDay(firstDay(period)), Number.isNaN(value) ? null : value] as const;
    }),
  };
}
