/** What every form of a data message is made of. */
import type { Language } from '#base/language.ts';
import { formatPeriod } from '#apis/webstat/series/period.ts';
import { observationsOf, type Window } from '#apis/webstat/answers/window.ts';
import { titleAttribute } from '#apis/webstat/sdmx/names.ts';
import type { Code, Dataset, StoredSeries } from '#apis/webstat/store/model.ts';

/** What is said besides the keys (SDMX 2.1 REST, parameter `detail`). */
export const details = ['full', 'dataonly', 'serieskeysonly', 'nodata'] as const;
export type Detail = (typeof details)[number];

export type DataMessage = {
  readonly dataset: Dataset;
  readonly series: AsyncIterable<StoredSeries>;
  readonly window: Window;
  readonly detail: Detail;
  /** False: each observation carries its whole key (`dimensionAtObservation=AllDimensions`). */
  readonly bySeries: boolean;
  readonly language: Language;
  /** Ids of the attributes that series of the data set have, the title among them; none where `detail` leaves them out. */
  readonly attributes: readonly string[];
  readonly codes: readonly (readonly Code[])[];
};

export type Observation = { readonly period: string; readonly value: number | null };

/** The observations of a series; none where `detail` leaves them out. */
export function observationsIn(series: StoredSeries, { detail, window }: DataMessage): Observation[] {
  if (detail === 'serieskeysonly' || detail === 'nodata') return [];
  const { periods, values } = observationsOf(series, window);
  return Array.from(periods, (ordinal, index) => {
    const value = values[index] ?? Number.NaN;
    return {
      period: formatPeriod({ frequency: series.frequency, ordinal }),
      value: Number.isNaN(value) ? null : value,
    };
  });
}

/** The attributes of a series, by their ids. */
export function attributesIn(series: StoredSeries, { attributes, language }: DataMessage): readonly [string, string][] {
  return attributes.flatMap((id) => {
    const value = id === titleAttribute ? series.title[language] : series.attributes[id];
    return value === undefined ? [] : [[id, value] as [string, string]];
  });
}

/** The key of a series, by dimension. */
export function keyIn(series: StoredSeries, { dataset }: DataMessage): readonly [string, string][] {
  return dataset.dimensions.map(({ id }, index) => [id, series.codes[index] ?? ''] as [string, string]);
}
