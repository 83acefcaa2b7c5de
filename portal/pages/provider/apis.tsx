/** The APIs of a provider, a line for each version. */
import { DataTable } from '#ui/components/data-table.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import { formatDate, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { StatusBadge } from '#portal/pages/catalogue/status-badge.tsx';
import { readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showApis(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const { language } = visit;
  const text = texts[language].apis;
  const provider = offer.declared.slug;
  const rows = offer.declared.apis.map((api) => {
    const facts = offer.apis.find(({ name }) => name === `${api.slug}@${api.version}`);
    return { ...api, facts };
  });
  return showConsole(visit, {
    ...{ offer, area: 'apis', title: text.title, lead: text.lead },
    actions: (
      <a class="button button-primary" href={addresses.consolePublish.to({ provider })}>
        {texts[language].overview.publish}
      </a>
    ),
    body:
      rows.length === 0 ? (
        <EmptyState title={text.empty}>
          <p>{text.emptyWhy}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.caption}
          captionHidden
          rows={rows}
          columns={[
            {
              title: text.api,
              names: true,
              cell: ({ slug: api, version, name }) => (
                <a href={addresses.consoleApi.to({ provider, api, version })}>
                  {shown(name, visit)}
                  <span class="unseen"> {version}</span>
                </a>
              ),
            },
            { title: text.version, cell: ({ version }) => version },
            {
              title: text.status,
              cell: ({ status, facts }) => (
                <>
                  <StatusBadge language={language} status={status} />
                  {facts?.contractWaits === true ? ` (${text.waits})` : ''}
                </>
              ),
            },
            {
              title: text.subscribers,
              numeric: true,
              cell: ({ facts }) => formatNumber(facts?.subscribers ?? 0, language),
            },
            {
              title: text.added,
              cell: ({ facts }) => (facts === undefined ? '' : formatDate(facts.addedAt, language)),
            },
          ]}
        />
      ),
  });
}
