import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { formatDate, formatSpan } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import type { RequestPage } from '#portal/pages/subscriptions/shown.ts';
import { StateBadge } from '#portal/pages/subscriptions/state-badge.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Row = RequestPage['items'][number];
type TableProps = {
  readonly visit: AccountVisit;
  readonly items: readonly Row[];
  readonly side: 'consumer' | 'provider';
};

/** Requests, a row each; what one's own side is called is left out. */
export const RequestTable = ({ visit, items, side }: TableProps) => {
  const { language } = visit;
  const text = texts[language];
  const nowMs = visit.services.registry.clock.nowMs();
  const application: Column<Row> = {
    title: text.fields.application,
    cell: (row) => `${row.application.name} (${words[language].environment[row.application.environment]})`,
  };
  const theirs: Column<Row> =
    side === 'consumer'
      ? { title: text.fields.provider, cell: (row) => row.provider.name[language] }
      : { title: text.fields.organisation, cell: (row) => row.application.organisation };
  return (
    <DataTable
      caption={text.requests.caption}
      captionHidden
      rows={items}
      columns={[
        {
          title: text.fields.product,
          names: true,
          cell: (row) => (
            <a href={addresses.request.to({ subscription: row.id })}>
              {row.product.name[language]}
              <span class="unseen"> ({row.application.name})</span>
            </a>
          ),
        },
        application,
        theirs,
        { title: text.fields.plan, cell: (row) => row.plan.name[language] },
        {
          title: text.fields.requestedBy,
          cell: (row) => row.requester?.name ?? text.nobody,
        },
        {
          title: text.fields.state,
          cell: (row) => <StateBadge language={language} state={row.state} withdrawn={row.withdrawn} />,
        },
        {
          title: text.fields.since,
          cell: (row) => `${formatDate(row.since, language)} (${formatSpan(row.since, nowMs, language)})`,
        },
        ...(side === 'consumer'
          ? [
              {
                title: text.fields.deciders,
                cell: (row: Row) => (row.state === 'pending' ? row.deciders.mails.join(', ') : ''),
              },
            ]
          : []),
      ]}
    />
  );
};
