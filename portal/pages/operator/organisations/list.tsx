import { addresses } from '#portal/addresses.ts';
import { Filters, kept, wanted, type Filter } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { listOrganisations } from '#registry/organisations/list.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Pager } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';

/** Every organisation, by short name. */
export async function showOrganisations(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].organisations;
  const search = wanted(visit, 'search');
  const { items, next } = await run(services.registry, actor, listOrganisations, {
    search,
    after: wanted(visit, 'after'),
  });
  const filters: readonly Filter[] = [{ name: 'search', label: text.search }];
  const here = addresses.operatorOrganisations;
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame
        language={language}
        area="organisations"
        title={text.title}
        lead={text.lead}
        actions={
          <a class="button button-primary" href={addresses.operatorNewOrganisation.to()}>
            {text.create}
          </a>
        }
      >
        <Filters visit={visit} action={here.to()} filters={filters} />
        {items.length === 0 ? (
          <NothingHere language={language} searched={search !== undefined} title={text.empty} why={text.emptyWhy} />
        ) : (
          <DataTable
            caption={text.caption}
            captionHidden
            rows={items}
            columns={[
              {
                title: text.name,
                names: true,
                cell: ({ slug, name }) => (
                  <a href={addresses.operatorOrganisation.to({ organisation: slug })}>{name}</a>
                ),
              },
              { title: text.slug, cell: ({ slug }) => <code>{slug}</code> },
              { title: texts[language].createdAt, cell: ({ createdAt }) => formatDate(createdAt, language) },
            ]}
          />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ ...kept(visit, filters), after: next })}
          first={wanted(visit, 'after') === undefined ? null : here.to(kept(visit, filters))}
        />
      </OperatorFrame>
    ),
  });
}
