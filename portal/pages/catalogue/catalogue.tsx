import { addresses } from '#portal/addresses.ts';
import { EntryList } from '#portal/pages/catalogue/entry-list.tsx';
import { Facets } from '#portal/pages/catalogue/facets.tsx';
import { SearchForm } from '#portal/pages/catalogue/search-form.tsx';
import { readSearch, searchAddress, type CatalogueSearch } from '#portal/pages/catalogue/search-query.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';
import { portalItself } from '#accounts/actor.ts';
import type { Language } from '#base/language.ts';
import { run } from '#registry/operation.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';

type Found = Awaited<ReturnType<typeof find>>;
type Shown = { readonly language: Language; readonly search: CatalogueSearch; readonly found: Found };

function find(visit: Visit, search: CatalogueSearch) {
  return run(visit.services.registry, portalItself, searchCatalogue, search);
}

/** The catalogue: search, filters, what they find. */
export async function showCatalogue(visit: Visit): Promise<Response> {
  const { language } = visit;
  const text = texts[language].catalogue;
  const search = readSearch(visit);
  const found = await find(visit, search);
  const { provider, kind, environment, type, tag } = search;
  const chosen = [
    ['provider', provider],
    ['kind', kind],
    ['environment', environment],
    ['type', type],
  ] as const;
  const kept = [
    ...chosen.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ...tag.map((value) => ['tag', value] as const),
  ];
  const page = await showPage(visit, {
    title: text.title,
    description: text.description,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <SearchForm language={language} value={search.search} kept={kept} />
        <div class="beside">
          <Facets language={language} search={search} found={found} />
          <div>
            <Results language={language} search={search} found={found} />
          </div>
        </div>
      </>
    ),
  });
  return keepable(visit, page);
}

const Results = ({ language, search, found }: Shown) => {
  const text = texts[language].catalogue;
  const count = formatNumber(found.total, language);
  const words = search.search ?? '';
  const counted =
    words === '' ? text.results(count, found.total === 1) : text.resultsFor(count, found.total === 1, words);
  if (found.items.length === 0) return <NothingFound language={language} search={search} found={found} />;
  return (
    <>
      <p role="status">
        {counted}
        {found.corrected === null ? '' : ` ${text.corrected(found.corrected)}`}
      </p>
      <EntryList language={language} entries={found.items} />
      <Pages language={language} search={search} found={found} />
    </>
  );
};

/** The way to the pages beside this one. */
const Pages = ({ language, search, found: { page, pages } }: Shown) => {
  const text = texts[language].catalogue;
  if (pages === 1) return null;
  return (
    <nav class="pager" aria-label={text.page(page, pages)}>
      {page > 1 ? (
        <a class="button button-plain" rel="prev" href={searchAddress(search, { page: page - 1 })}>
          {text.previous}
        </a>
      ) : null}
      <span>{text.page(page, pages)}</span>
      {page < pages ? (
        <a class="button button-plain" rel="next" href={searchAddress(search, { page: page + 1 })}>
          {text.nextPage}
        </a>
      ) : null}
    </nav>
  );
};

/** What to do when nothing fits: other words, fewer filters, what comes near. */
const NothingFound = ({ language, search, found }: Shown) => {
  const text = texts[language].catalogue;
  const narrowed = searchAddress(search, {}) !== addresses.catalogue.to();
  return (
    <>
      <EmptyState title={text.emptyTitle}>
        <p role="status">{narrowed ? text.emptyHelp : text.emptyCatalogue}</p>
        {found.suggestions.length === 0 ? null : (
          <p>
            {text.suggestions}{' '}
            {found.suggestions.map((words, index) => (
              <>
                {index === 0 ? '' : ', '}
                <a href={searchAddress(search, { search: words })}>{words}</a>
              </>
            ))}
          </p>
        )}
        {narrowed ? (
          <p>
            <a href={addresses.catalogue.to()}>{text.clear}</a>
          </p>
        ) : null}
      </EmptyState>
      {found.nearby.length === 0 ? null : (
        <>
          <h2>{text.nearby}</h2>
          <EntryList language={language} entries={found.nearby} level={3} />
        </>
      )}
    </>
  );
};
