/** A series as a file to take away. */
import { download } from '#portal/answer.ts';
import { askedRange, rangeQuery } from '#portal/data/range.ts';
import { dataOf } from '#portal/data/source.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';

export const fileForms = ['csv', 'json', 'sdmx'] as const;

/** Types that no browser runs anything of, whatever the service calls its answer. */
const types = {
  csv: { type: 'text/csv; charset=utf-8', end: 'csv' },
  json: { type: 'application/json; charset=utf-8', end: 'json' },
  sdmx: { type: 'application/xml; charset=utf-8', end: 'xml' },
} as const;

/** Gives it. @throws Problem `path.not_found` (404), `open_data.unreadable` (400) */
export async function giveSeriesFile(visit: Visit): Promise<Response> {
  const form = fileForms.find((one) => one === param(visit, 'form'));
  if (form === undefined) throw pageNotFound();
  const [dataset, series] = [param(visit, 'dataset'), param(visit, 'series')];
  const data = await dataOf(visit);
  const query = rangeQuery(askedRange(visit));
  query.set('language', visit.language);
  const { body } = await data.ask(['datasets', dataset, 'series', series, form], query);
  const { type, end } = types[form];
  return download({ body: new Uint8Array(body), type, name: `${dataset}.${series}.${end}` });
}
