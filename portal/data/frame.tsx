/** What the pages of an API's data have in common: the way to them, lists of series, names of frequencies. */
import type { Child } from 'hono/jsx';
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import type { FoundSeries, OpenDataset, SeriesHead } from '#portal/data/shapes.ts';
import type { DataSource } from '#portal/data/source.ts';
import { texts } from '#portal/data/texts.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Breadcrumbs, EmptyState } from '#ui/components/page-parts.tsx';
import { formatDate, formatNumber } from '#ui/format.ts';

type Crumb = { readonly label: string; readonly href?: string };

/** The way from the catalogue to one of the pages; `further` comes behind the data as a whole. */
export const DataCrumbs = (props: {
  readonly language: Language;
  readonly data: DataSource;
  readonly further: readonly Crumb[];
}) => {
  const { language, data, further } = props;
  const text = texts[language];
  const { api, named } = data;
  const whole = further.length === 0 ? {} : { href: addresses.apiData.to(named) };
  return (
    <Breadcrumbs
      label={text.crumbs}
      crumbs={[
        { label: text.catalogue, href: addresses.catalogue.to() },
        { label: `${api.name[language]} ${api.version}`, href: addresses.apiVersion.to(named) },
        { label: text.title, ...whole },
        ...further,
      ]}
    />
  );
};

export function frequencyName(code: string, language: Language): string {
  return texts[language].frequencies[code] ?? code;
}

type DatasetTableProps = {
  readonly language: Language;
  readonly data: DataSource;
  readonly caption: string;
  readonly datasets: readonly OpenDataset[];
};

export const DatasetTable = ({ language, data, caption, datasets }: DatasetTableProps) => {
  const text = texts[language];
  return (
    <DataTable
      caption={caption}
      captionHidden
      rows={datasets}
      columns={[
        {
          title: text.dataset,
          names: true,
          cell: ({ name, title }) => (
            <a href={addresses.apiDataset.to({ ...data.named, dataset: name })}>{title[language]}</a>
          ),
        },
        { title: text.name, cell: ({ name }) => <code>{name}</code> },
        {
          title: text.frequency,
          cell: ({ frequencies }) => frequencies.map((one) => frequencyName(one, language)).join(', '),
        },
        { title: text.seriesCount, numeric: true, cell: ({ series }) => formatNumber(series, language) },
        { title: text.updated, cell: ({ updatedAt }) => formatDate(updatedAt, language) },
        { title: text.source, cell: ({ source }) => source[language] },
      ]}
    />
  );
};

type SeriesListProps = {
  readonly language: Language;
  readonly data: DataSource;
  readonly found: FoundSeries;
  readonly page: number;
  /** The address of another page of the same list. */
  readonly pageAddress: (page: number) => string;
  /** Where the list is that nothing narrows. */
  readonly clearAddress: string;
};

/** What was found, page by page. */
export const SeriesList = ({ language, data, found, page, pageAddress, clearAddress }: SeriesListProps) => {
  const text = texts[language];
  if (found.series.length === 0) {
    return (
      <EmptyState title={text.nothing}>
        <p role="status">{text.nothingText}</p>
        <p>
          <a href={clearAddress}>{text.clear}</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <>
      <p role="status">
        {text.found(formatNumber(found.total, language), found.total === 1, found.more)}
        {found.corrected === null ? '' : ` ${text.corrected(found.corrected)}`}
      </p>
      <DataTable
        caption={text.series}
        captionHidden
        rows={found.series}
        columns={[
          { title: text.series, names: true, cell: (series) => <SeriesLink {...{ language, data, series }} /> },
          { title: text.frequency, cell: ({ frequency }) => frequencyName(frequency, language) },
          { title: text.from, cell: ({ first }) => <span class="period">{first ?? ''}</span> },
          { title: text.to, cell: ({ last }) => <span class="period">{last ?? ''}</span> },
        ]}
      />
      <Pages {...{ language, page, pageAddress }} pages={found.pages} />
    </>
  );
};

const SeriesLink = (props: { readonly language: Language; readonly data: DataSource; readonly series: SeriesHead }) => {
  const { dataset, key, title } = props.series;
  return (
    <>
      <a href={addresses.apiSeries.to({ ...props.data.named, dataset, series: key })}>{title[props.language]}</a>
      <br />
      <code>{`${dataset}.${key}`}</code>
    </>
  );
};

type PagesProps = Pick<SeriesListProps, 'language' | 'page' | 'pageAddress'> & { readonly pages: number };

const Pages = ({ language, page, pages, pageAddress }: PagesProps): Child => {
  const text = texts[language];
  if (pages <= 1) return null;
  return (
    <nav class="pager" aria-label={text.page(page, pages)}>
      {page > 1 ? (
        <a class="button button-plain" rel="prev" href={pageAddress(page - 1)}>
          {text.previous}
        </a>
      ) : null}
      <span>{text.page(page, pages)}</span>
      {page < pages ? (
        <a class="button button-plain" rel="next" href={pageAddress(page + 1)}>
          {text.next}
        </a>
      ) : null}
    </nav>
  );
};
