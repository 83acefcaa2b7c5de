import { addresses } from '#portal/addresses.ts';
import { EntryList } from '#portal/pages/catalogue/entry-list.tsx';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { portalItself } from '#accounts/actor.ts';
import { getProvider } from '#registry/catalogue/get-provider.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { run } from '#registry/operation.ts';
import { Breadcrumbs, EmptyState, Facts, PageHead } from '#ui/components/page-parts.tsx';

const shownEntries = 100;

/** A provider: whom to write to, and all that it offers. */
export async function showProvider(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const text = texts[language];
  const slug = param(visit, 'provider');
  const provider = await run(services.registry, portalItself, getProvider, { provider: slug });
  const asked = { provider: provider.slug, language, limit: shownEntries, facets: false };
  const found = await run(services.registry, portalItself, searchCatalogue, asked);
  const name = provider.name[language];
  const page = await showPage(visit, {
    title: name,
    description: text.provider.description(name),
    body: (
      <>
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[{ label: text.catalogue.title, href: addresses.catalogue.to() }, { label: name }]}
        />
        <PageHead title={name} />
        <Facts facts={[[text.provider.contact, <a href={`mailto:${provider.contact}`}>{provider.contact}</a>]]} />
        <h2>{text.provider.offers}</h2>
        {found.items.length === 0 ? (
          <EmptyState title={text.provider.nothing} />
        ) : (
          <EntryList language={language} entries={found.items} level={3} />
        )}
        <p>
          <a href={addresses.catalogue.to({ provider: provider.slug })}>{text.provider.all}</a>
        </p>
      </>
    ),
  });
  return keepable(visit, page);
}
