/** What the service knows: data sets, their dimensions with code lists, series. */
import { z } from 'zod';
import type { LocalisedText } from '#base/problem.ts';
import type { Columns } from '#apis/webstat/series/columns.ts';
import type { Frequency } from '#apis/webstat/series/period.ts';

const localisedSchema = z.strictObject({ fr: z.string(), en: z.string() });

export const dimensionSchema = z.strictObject({
  /** `CURRENCY`. */
  id: z.string(),
  name: localisedSchema,
  /** Whether the real portal offered it as a filter. */
  filter: z.boolean(),
});
export type Dimension = z.infer<typeof dimensionSchema>;

export type Code = { readonly code: string; readonly title: LocalisedText };

/** What is said about a data set when it is loaded. */
export type DatasetDescription = {
  /** `EXR`. */
  readonly name: string;
  readonly agency: string;
  readonly structure: string;
  readonly version: string;
  readonly title: LocalisedText;
  readonly source: LocalisedText;
  readonly dimensions: readonly Dimension[];
  /** One list a dimension, in the order of `dimensions`; a code that series use is in it. */
  readonly codes: readonly (readonly Code[])[];
};

/** A data set as it is kept. */
export type Dataset = Omit<DatasetDescription, 'codes'> & {
  readonly number: number;
  readonly instance: number;
  readonly seriesCount: number;
  /** Those of its series. */
  readonly frequencies: readonly string[];
  readonly updatedAt: Date;
};

/** A series that is loaded: its key, and what it holds. */
export type NewSeries = {
  readonly codes: readonly string[];
  readonly frequency: Frequency;
  readonly title: LocalisedText;
  readonly attributes: Readonly<Record<string, string>>;
  readonly columns: Columns;
};

/** What is said of a series beside its observations. */
export type SeriesHead = {
  /** `M.USD.EUR.SP00.E`. */
  readonly key: string;
  readonly codes: readonly string[];
  readonly frequency: Frequency;
  readonly title: LocalisedText;
  readonly attributes: Readonly<Record<string, string>>;
  readonly count: number;
  /** Ordinals of the first and last observation; null without any. */
  readonly first: number | null;
  readonly last: number | null;
};

/** Its observations still in bytes: `decodePeriods`, `decodeValues`. */
export type StoredSeries = SeriesHead & { readonly periods: Buffer; readonly values: Buffer };
