/** The data of an API: its data sets, and a search over all their series. */
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { DataCrumbs, DatasetTable, SeriesList } from '#portal/data/frame.tsx';
import { askedPage, askedWords } from '#portal/data/search-query.ts';
import { datasetsSchema, foundSchema, type FoundSeries, type OpenDataset } from '#portal/data/shapes.ts';
import { dataOf, type DataSource } from '#portal/data/source.ts';
import { texts } from '#portal/data/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';
import { EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import { words as commonWords } from '#ui/words.ts';

/** Shows it. */
export async function showData(visit: Visit): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const data = await dataOf(visit);
  const words = askedWords(visit);
  const page = askedPage(visit);
  const title = text.heading(`${data.api.name[language]} ${data.api.version}`);
  const content =
    words.trim() === ''
      ? { datasets: (await data.read(datasetsSchema, ['datasets'])).datasets }
      : {
          found: await data.read(foundSchema, ['series'], new URLSearchParams({ search: words, page: String(page) })),
        };
  const shown = await showPage(visit, {
    title,
    description: text.lead,
    body: (
      <>
        <DataCrumbs language={language} data={data} further={[]} />
        <PageHead title={title} lead={text.lead} />
        <SearchData language={language} data={data} words={words} />
        {'datasets' in content ? (
          <AllDatasets {...{ language, data }} datasets={content.datasets} />
        ) : (
          <Found {...{ language, data, words, page }} found={content.found} />
        )}
      </>
    ),
  });
  return keepable(visit, shown);
}

type Part = { readonly language: Language; readonly data: DataSource };

const SearchData = ({ language, data, words }: Part & { readonly words: string }) => {
  const text = texts[language];
  return (
    <form method="get" action={addresses.apiData.to(data.named)} class="search catalogue-search" role="search">
      <label for="search">{text.search}</label>
      <input
        id="search"
        type="search"
        name="search"
        value={words}
        maxlength={200}
        autocomplete="off"
        aria-describedby="search-hint"
      />
      <button type="submit" class="button button-primary">
        {commonWords[language].search}
      </button>
      <p class="field-hint" id="search-hint">
        {text.searchHint}
      </p>
    </form>
  );
};

const AllDatasets = ({ language, data, datasets }: Part & { readonly datasets: readonly OpenDataset[] }) => {
  const text = texts[language];
  if (datasets.length === 0) {
    return (
      <EmptyState title={text.noDatasets}>
        <p>{text.noDatasetsText}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <h2>{text.datasets}</h2>
      <DatasetTable language={language} data={data} caption={text.datasets} datasets={datasets} />
    </>
  );
};

type FoundProps = Part & { readonly found: FoundSeries; readonly words: string; readonly page: number };

const Found = ({ language, data, found, words, page }: FoundProps) => {
  const text = texts[language];
  return (
    <>
      {found.datasets.length === 0 ? null : (
        <>
          <h2>{text.foundDatasets}</h2>
          <DatasetTable language={language} data={data} caption={text.foundDatasets} datasets={found.datasets} />
        </>
      )}
      <h2>{text.series}</h2>
      <SeriesList
        {...{ language, data, found, page }}
        pageAddress={(other) => addresses.apiData.to(data.named, { search: words, page: other === 1 ? '' : other })}
        clearAddress={addresses.apiData.to(data.named)}
      />
    </>
  );
};
