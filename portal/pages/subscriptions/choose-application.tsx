import { getApi } from '#registry/catalogue/get-api.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { readOwnApplications } from '#portal/pages/subscriptions/own-applications.ts';
import { productParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Asks which application is refused by the API that the address names: the way to "Why?" from the page of an API. */
export async function chooseApplication(visit: AccountVisit): Promise<Response> {
  const { language } = visit;
  const text = texts[language].why;
  const api = { provider: param(visit, 'provider'), api: param(visit, 'api'), version: param(visit, 'version') };
  const reference = `${api.provider}/${api.api}@${api.version}`;
  const found = await run(visit.services.registry, visit.actor, getApi, { api: reference });
  const rows = await readOwnApplications(visit);
  const product = found.products[0];
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.chooseLead(`${found.name[language]} ${api.version}`)} />
        {rows.length === 0 ? (
          <EmptyState title={text.chooseNone}>
            <p>{text.chooseNoneHint}</p>
            {product === undefined ? null : (
              <a class="button button-primary" href={addresses.subscribe.to(productParts(product))}>
                {text.remedies['subscription.request']}
              </a>
            )}
          </EmptyState>
        ) : (
          <DataTable
            caption={text.chooseCaption}
            rows={rows}
            columns={[
              {
                title: texts[language].fields.application,
                names: true,
                cell: (row) => <a href={addresses.why.to({ application: row.id, ...api })}>{row.name}</a>,
              },
              { title: texts[language].fields.organisation, cell: (row) => row.organisationName },
              {
                title: texts[language].fields.environment,
                cell: (row) => words[language].environment[row.environment],
              },
            ]}
          />
        )}
      </>
    ),
  });
}
