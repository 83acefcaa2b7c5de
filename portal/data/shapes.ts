/** What a service answers about its open data (docs/open-data.md), read at the border; what it says besides is passed over. */
import { z } from 'zod';

const localised = z.object({ fr: z.string(), en: z.string() });
const code = z.object({ code: z.string(), title: localised });

export const datasetSchema = z.object({
  name: z.string(),
  title: localised,
  source: localised,
  frequencies: z.array(z.string()),
  series: z.number(),
  updatedAt: z.iso.datetime(),
});
export type OpenDataset = z.output<typeof datasetSchema>;

export const datasetsSchema = z.object({ datasets: z.array(datasetSchema) });

export const describedDatasetSchema = datasetSchema.extend({
  dimensions: z.array(z.object({ id: z.string(), name: localised, codes: z.array(code) })),
});
export type DescribedDataset = z.output<typeof describedDatasetSchema>;

const headSchema = z.object({
  dataset: z.string(),
  key: z.string(),
  title: localised,
  frequency: z.string(),
  observations: z.number(),
  first: z.string().nullable(),
  last: z.string().nullable(),
});
export type SeriesHead = z.output<typeof headSchema>;

export const foundSchema = z.object({
  total: z.number(),
  more: z.boolean(),
  pages: z.number(),
  corrected: z.string().nullable(),
  datasets: z.array(datasetSchema),
  series: z.array(headSchema),
});
export type FoundSeries = z.output<typeof foundSchema>;

/** Period, its first day (`2020-01-01`), value. */
const value = z.tuple([z.string(), z.iso.date(), z.number().nullable()]);
export type SeriesValue = z.output<typeof value>;

export const seriesSchema = headSchema.extend({
  datasetTitle: localised,
  source: localised,
  updatedAt: z.iso.datetime(),
  dimensions: z.array(z.object({ id: z.string(), name: localised, code: z.string(), title: localised })),
  attributes: z.array(z.object({ id: z.string(), value: z.string() })),
  call: z.string().regex(/^\/[\x21-\x7e]*$/),
  values: z.array(value),
});
export type Series = z.output<typeof seriesSchema>;
