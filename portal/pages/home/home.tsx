import { portalItself } from '#accounts/actor.ts';
import { addresses } from '#portal/addresses.ts';
import { EntryList } from '#portal/pages/catalogue/entry-list.tsx';
import { SearchForm } from '#portal/pages/catalogue/search-form.tsx';
import { texts } from '#portal/pages/home/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { run } from '#registry/operation.ts';
import { PageHead } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';

const shownOffers = 6;

/** The home page: what this is, the search, three steps, what is on offer. */
export async function showHome(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const text = texts[language];
  const asked = { kind: 'product', language, limit: shownOffers, facets: false } as const;
  const offers = await run(services.registry, portalItself, searchCatalogue, asked);
  const page = await showPage(visit, {
    title: services.brand.name,
    description: text.description,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <SearchForm language={language} />
        <p class="form-buttons">
          {visit.session === null ? (
            <a class="button button-primary" href={addresses.signUp.to()}>
              {text.start}
            </a>
          ) : null}
          <a class="button button-plain" href={addresses.catalogue.to()}>
            {text.browse}
          </a>
        </p>
        <Steps visit={visit} />
        <h2>{text.offers}</h2>
        {offers.items.length === 0 ? (
          <p>{text.nothing}</p>
        ) : (
          <EntryList language={language} entries={offers.items} level={3} />
        )}
        {offers.total > offers.items.length ? (
          <p>
            <a href={addresses.catalogue.to({ kind: 'product' })}>
              {text.allOffers(formatNumber(offers.total, language))}
            </a>
          </p>
        ) : null}
        <h2>{text.what}</h2>
        <dl class="columns">
          {text.whatTexts.map(([title, told]) => (
            <div>
              <dt>
                <strong>{title}</strong>
              </dt>
              <dd class="plain">{told}</dd>
            </div>
          ))}
        </dl>
      </>
    ),
  });
  return keepable(visit, page);
}

const Steps = ({ visit }: { readonly visit: Visit }) => {
  const text = texts[visit.language];
  const first = visit.session === null ? addresses.signUp.to() : addresses.applications.to();
  const links = [first, addresses.catalogue.to({ kind: 'product' }), addresses.gettingStarted.to()];
  return (
    <>
      <h2>{text.steps}</h2>
      <ol class="columns guide-cards">
        {text.step.map((step, index) => (
          <li class="card">
            <h3>
              {index + 1}. {step.title}
            </h3>
            <p>{step.text}</p>
            <p>
              <a href={links[index] ?? ''}>{index === 0 && visit.session !== null ? text.applications : step.link}</a>
            </p>
          </li>
        ))}
      </ol>
    </>
  );
};
