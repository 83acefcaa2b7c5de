/** One series: its chart over the values, what it is, the call that gives it, files to take away. */
import type { Language } from '#base/language.ts';
import { Problem } from '#base/problem.ts';
import { addresses } from '#portal/addresses.ts';
import { DataCrumbs, frequencyName } from '#portal/data/frame.tsx';
import { askedRange, rangeQuery, wholeRange, type Range } from '#portal/data/range.ts';
import { RangeChoice } from '#portal/data/range-choice.tsx';
import { SeriesCall } from '#portal/data/series-call.tsx';
import { fileForms } from '#portal/data/series-file.ts';
import { seriesSchema, type Series } from '#portal/data/shapes.ts';
import { dataOf, type DataSource } from '#portal/data/source.ts';
import { texts } from '#portal/data/texts.ts';
import { SeriesValues } from '#portal/data/values.tsx';
import { keepable } from '#portal/public-answer.ts';
import { readSubject } from '#portal/reference/subject.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { Facts, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';

type Read = { readonly series: Series; readonly range: Range; readonly badRange: boolean };

/** Reads the series; all of it where the range that is asked for cannot be read. */
async function readSeries(visit: Visit, data: DataSource): Promise<Read> {
  const path = ['datasets', param(visit, 'dataset'), 'series', param(visit, 'series')];
  const range = askedRange(visit);
  try {
    return { series: await data.read(seriesSchema, path, rangeQuery(range)), range, badRange: false };
  } catch (cause) {
    const unreadable = cause instanceof Problem && cause.code === 'open_data.unreadable';
    if (!unreadable || rangeQuery(range).size === 0) throw cause;
    return { series: await data.read(seriesSchema, path), range: wholeRange, badRange: true };
  }
}

/** Shows it. */
export async function showSeries(visit: Visit): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const data = await dataOf(visit);
  const { series, range, badRange } = await readSeries(visit, data);
  const subject = await readSubject(visit);
  const title = series.title[language];
  const dataset = { ...data.named, dataset: series.dataset };
  const crumbs = [
    { label: series.datasetTitle[language], href: addresses.apiDataset.to(dataset) },
    { label: series.key },
  ];
  const shown = await showPage(visit, {
    title,
    description: `${title} – ${series.source[language]}`,
    status: badRange ? 400 : 200,
    body: (
      <>
        <DataCrumbs language={language} data={data} further={crumbs} />
        <PageHead title={title} lead={<code>{`${series.dataset}.${series.key}`}</code>} />
        {badRange ? <Notice kind="fault">{<p>{text.badRange}</p>}</Notice> : null}
        <RangeChoice {...{ language, data, series }} range={badRange ? askedRange(visit) : range} />
        <SeriesValues language={language} series={series} />
        <Files {...{ language, data, series, range }} />
        <SeriesCall {...{ visit, subject, series }} />
        <About language={language} series={series} />
      </>
    ),
  });
  return keepable(visit, shown);
}

type Part = { readonly language: Language; readonly series: Series };

const Files = ({ language, data, series, range }: Part & { readonly data: DataSource; readonly range: Range }) => {
  const text = texts[language];
  const { dataset, key } = series;
  return (
    <>
      <h2>{text.files}</h2>
      <p>{text.fileText}</p>
      <p class="links">
        {fileForms.map((form) => (
          <a
            class="button button-plain"
            href={addresses.apiSeriesFile.to({ ...data.named, dataset, series: key, form }, range)}
            download
          >
            {text.file[form]}
          </a>
        ))}
      </p>
    </>
  );
};

const About = ({ language, series }: Part) => {
  const text = texts[language];
  return (
    <>
      <h2>{text.about}</h2>
      <Facts
        facts={[
          [text.dataset, series.datasetTitle[language]],
          [text.source, series.source[language]],
          [text.updated, formatDate(series.updatedAt, language)],
          // Most have a dimension that says it.
          ...(series.dimensions.some(({ id }) => id === 'FREQ')
            ? []
            : [[text.frequency, frequencyName(series.frequency, language)] as const]),
          ...series.dimensions.map(
            ({ id, name, code, title }) =>
              [`${name[language]} (${id})`, title[language] === code ? code : `${title[language]} (${code})`] as const,
          ),
        ]}
      />
      {series.attributes.length === 0 ? null : (
        <>
          <h3>{text.attributes}</h3>
          <Facts facts={series.attributes.map(({ id, value }) => [id, value] as const)} />
        </>
      )}
    </>
  );
};
