/** One data set: what it is, its series narrowed by words and codes, and what the codes mean. */
import type { Language } from '#base/language.ts';
import { limits } from '#base/limits.ts';
import { addresses } from '#portal/addresses.ts';
import { DataCrumbs, frequencyName, SeriesList } from '#portal/data/frame.tsx';
import { askedPage, askedWords } from '#portal/data/search-query.ts';
import { describedDatasetSchema, foundSchema, type DescribedDataset } from '#portal/data/shapes.ts';
import { dataOf, type DataSource } from '#portal/data/source.ts';
import { texts } from '#portal/data/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, query, type Visit } from '#portal/visit/visit.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import { formatDate, formatNumber } from '#ui/format.ts';

type Dimension = DescribedDataset['dimensions'][number];

/** The field of an address for a dimension's code: apart from `search` and `page`. */
function fieldOf({ id }: Dimension): string {
  return `d.${id}`;
}

/** The codes that the address asks for, by field. */
function askedCodes(visit: Visit, { dimensions }: DescribedDataset): ReadonlyMap<Dimension, string> {
  return new Map(
    dimensions.flatMap((dimension) => {
      const code = query(visit, fieldOf(dimension)).trim().slice(0, 100);
      return code === '' ? [] : [[dimension, code] as const];
    }),
  );
}

/** Shows it. */
export async function showDataset(visit: Visit): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const data = await dataOf(visit);
  const dataset = await data.read(describedDatasetSchema, ['datasets', param(visit, 'dataset')]);
  const words = askedWords(visit);
  const page = askedPage(visit);
  const codes = askedCodes(visit, dataset);
  const filters = [...codes].map(([{ id }, code]) => ['filter', `${id}:${code}`]);
  const asked = new URLSearchParams([
    ...[['dataset', dataset.name], ['search', words], ['page', String(page)]],
    ...filters,
  ]);
  const found = await data.read(foundSchema, ['series'], asked);
  const address = { ...data.named, dataset: dataset.name };
  const chosen = Object.fromEntries([...codes].map(([dimension, code]) => [fieldOf(dimension), code]));
  const shown = await showPage(visit, {
    title: dataset.title[language],
    description: `${dataset.title[language]} – ${dataset.source[language]}`,
    body: (
      <>
        <DataCrumbs language={language} data={data} further={[{ label: dataset.title[language] }]} />
        <PageHead title={dataset.title[language]} lead={<code>{dataset.name}</code>} />
        <DatasetFacts language={language} dataset={dataset} />
        <h2>{text.series}</h2>
        <NarrowForm {...{ language, data, dataset, words, codes }} />
        <SeriesList
          {...{ language, data, found, page }}
          pageAddress={(other) =>
            addresses.apiDataset.to(address, { search: words, ...chosen, page: other === 1 ? '' : other })
          }
          clearAddress={addresses.apiDataset.to(address)}
        />
        <Dimensions language={language} dataset={dataset} />
      </>
    ),
  });
  return keepable(visit, shown);
}

type Part = { readonly language: Language; readonly dataset: DescribedDataset };

const DatasetFacts = ({ language, dataset }: Part) => {
  const text = texts[language];
  return (
    <Facts
      facts={[
        [text.source, dataset.source[language]],
        [text.updated, formatDate(dataset.updatedAt, language)],
        [text.frequency, dataset.frequencies.map((one) => frequencyName(one, language)).join(', ')],
        [text.seriesCount, formatNumber(dataset.series, language)],
      ]}
    />
  );
};

type NarrowProps = Part & {
  readonly data: DataSource;
  readonly words: string;
  readonly codes: ReadonlyMap<Dimension, string>;
};

const NarrowForm = ({ language, data, dataset, words, codes }: NarrowProps) => {
  const text = texts[language];
  return (
    <form
      method="get"
      action={addresses.apiDataset.to({ ...data.named, dataset: dataset.name })}
      class="narrow"
      role="search"
      aria-label={text.narrow}
    >
      <div>
        <label for="search">{text.narrow}</label>
        <input id="search" type="search" name="search" value={words} maxlength={200} autocomplete="off" />
      </div>
      {dataset.dimensions
        .filter(({ codes: list }) => list.length > 1)
        .map((dimension) => (
          <CodeField language={language} dimension={dimension} chosen={codes.get(dimension) ?? ''} />
        ))}
      <div>
        <button type="submit" class="button button-primary">
          {text.show}
        </button>
      </div>
    </form>
  );
};

type CodeFieldProps = { readonly language: Language; readonly dimension: Dimension; readonly chosen: string };

/** A choice of codes; where there are too many to choose from, the code itself. */
const CodeField = ({ language, dimension, chosen }: CodeFieldProps) => {
  const { id, name, codes } = dimension;
  const text = texts[language];
  const field = { id: `code-${id}`, name: fieldOf(dimension) };
  if (codes.length > limits.openDataCodesShown) {
    return (
      <div>
        <label for={field.id}>{`${name[language]} (${text.code})`}</label>
        <input {...field} type="text" value={chosen} maxlength={100} autocomplete="off" />
      </div>
    );
  }
  return (
    <div>
      <label for={field.id}>{name[language]}</label>
      <select {...field}>
        <option value="">{text.any}</option>
        {codes.map(({ code, title }) => (
          <option value={code} selected={code === chosen}>
            {title[language] === code ? code : `${title[language]} (${code})`}
          </option>
        ))}
      </select>
    </div>
  );
};

const Dimensions = ({ language, dataset }: Part) => {
  const text = texts[language];
  return (
    <>
      <h2>{text.dimensions}</h2>
      <p>{text.dimensionsText}</p>
      {dataset.dimensions.map(({ id, name, codes }) => (
        <details>
          <summary>
            <code>{id}</code> {name[language]} ({formatNumber(codes.length, language)})
          </summary>
          <DataTable
            caption={text.codes(name[language])}
            captionHidden
            rows={codes.slice(0, limits.openDataCodesShown)}
            columns={[
              { title: text.code, names: true, cell: ({ code }) => <code>{code}</code> },
              { title: text.meaning, cell: ({ title }) => title[language] },
            ]}
          />
        </details>
      ))}
    </>
  );
};
