import { addresses } from '#portal/addresses.ts';
import { showData } from '#portal/data/data-page.tsx';
import { showDataset } from '#portal/data/dataset-page.tsx';
import { giveSeriesFile } from '#portal/data/series-file.ts';
import { showSeries } from '#portal/data/series-page.tsx';
import { forEverybody, type PageRoute } from '#portal/page-route.ts';

export const dataPages: readonly PageRoute[] = [
  forEverybody('get', addresses.apiData, showData),
  forEverybody('get', addresses.apiDataset, showDataset),
  forEverybody('get', addresses.apiSeries, showSeries),
  forEverybody('get', addresses.apiSeriesFile, giveSeriesFile),
];
