import { addresses } from '#portal/addresses.ts';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { listProviders } from '#registry/catalogue/list-providers.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Pager } from '#ui/components/page-parts.tsx';

/** Every provider, with the ways to its organisation and its console. */
export async function showProviders(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].providers;
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listProviders, { after });
  const here = addresses.operatorProviders;
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="providers" title={text.title} lead={text.lead}>
        {items.length === 0 ? (
          <NothingHere language={language} searched={false} title={text.empty} why={text.emptyWhy} />
        ) : (
          <DataTable
            caption={text.caption}
            captionHidden
            rows={items}
            columns={[
              {
                title: text.name,
                names: true,
                cell: ({ slug, name }) => <a href={addresses.providerPage.to({ provider: slug })}>{name[language]}</a>,
              },
              {
                title: text.organisation,
                cell: ({ organisation }) => (
                  <a href={addresses.operatorOrganisation.to({ organisation })}>{organisation}</a>
                ),
              },
              { title: text.contact, cell: ({ contact }) => <a href={`mailto:${contact}`}>{contact}</a> },
              { title: text.timeZone, cell: ({ timeZone }) => timeZone },
              {
                title: text.console,
                cell: ({ slug }) => <a href={addresses.console.to({ provider: slug })}>{text.console}</a>,
              },
            ]}
          />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ after: next })}
          first={after === undefined ? null : here.to()}
        />
      </OperatorFrame>
    ),
  });
}
