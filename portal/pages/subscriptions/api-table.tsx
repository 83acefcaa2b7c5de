import { DataTable } from '#ui/components/data-table.tsx';
import { addresses } from '#portal/addresses.ts';
import type { SelectableApi } from '#portal/pages/subscriptions/shown.ts';
import { apiParts, productParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { StateBadge } from '#portal/pages/subscriptions/state-badge.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type TableProps = {
  readonly visit: AccountVisit;
  readonly application: string;
  readonly rows: readonly SelectableApi[];
  readonly caption: string;
};

type CellProps = { readonly visit: AccountVisit; readonly application: string; readonly row: SelectableApi };

/** One row an API: several versions of one stand side by side. */
export const ApiTable = ({ visit, application, rows, caption }: TableProps) => {
  const { language } = visit;
  const text = texts[language].apis;
  return (
    <DataTable
      caption={caption}
      rows={rows}
      columns={[
        {
          title: text.name,
          names: true,
          cell: (row) => <a href={addresses.apiVersion.to(apiParts(row.reference))}>{row.name[language]}</a>,
        },
        { title: text.version, cell: (row) => <Version visit={visit} application={application} row={row} /> },
        { title: text.description, cell: (row) => row.description[language] },
        { title: text.tags, cell: (row) => row.tags.join(', ') },
        { title: text.selected, cell: (row) => <Selected visit={visit} application={application} row={row} /> },
        { title: text.validation, cell: (row) => (needsValidation(row) ? text.needsValidation : text.noValidation) },
        { title: text.terms, cell: (row) => <Terms visit={visit} application={application} row={row} /> },
        { title: text.state, cell: (row) => <State visit={visit} application={application} row={row} /> },
      ]}
    />
  );
};

function needsValidation({ validationNeeded, offer }: SelectableApi): boolean {
  return validationNeeded || offer?.approvalNeeded === true;
}

const Version = ({ visit, row }: CellProps) => {
  const text = texts[visit.language].apis;
  return (
    <>
      {row.version}
      {row.status === 'deprecated' || row.status === 'retired' ? ` (${text[row.status]})` : ''}
    </>
  );
};

/** The tick; what cannot be ticked says why, or leads to where it can be had. */
const Selected = ({ visit, application, row }: CellProps) => {
  const text = texts[visit.language].apis;
  const ticked = row.subscription !== null;
  const shut = ticked ? null : row.offer === null ? text.notOffered : row.offer.plan === null ? text.choosePlan : null;
  const label = text.select(`${row.name[visit.language]} ${row.version}`);
  if (shut !== null && row.offer !== null) {
    return <a href={addresses.subscribe.to(productParts(row.offer.product), { application })}>{shut}</a>;
  }
  return (
    <>
      <input
        type="checkbox"
        name="ticked"
        value={row.reference}
        aria-label={label}
        checked={ticked}
        disabled={shut !== null}
      />
      {ticked ? <input type="hidden" name="had" value={row.reference} /> : null}
      {shut === null ? null : <span class="action-shut"> {shut}</span>}
    </>
  );
};

const Terms = ({ visit, application, row: { terms } }: CellProps) => {
  const text = texts[visit.language].apis;
  if (terms === null) return <>{text.noTerms}</>;
  const said = text.termsStates[terms.state];
  if (terms.state === 'accepted') return <>{said}</>;
  return <a href={addresses.applicationTerms.to({ application })}>{said}</a>;
};

/** The state with the way to its page, and the question that is asked most. */
const State = ({ visit, application, row }: CellProps) => {
  const text = texts[visit.language].apis;
  const { subscription, reference, name, version } = row;
  return (
    <span class="links">
      {subscription === null ? null : (
        <a href={addresses.request.to({ subscription: subscription.id })}>
          <StateBadge language={visit.language} state={subscription.state} />
        </a>
      )}
      <a
        href={addresses.why.to({ application, ...apiParts(reference) })}
        aria-label={text.whyOf(`${name[visit.language]} ${version}`)}
      >
        {text.why}
      </a>
    </span>
  );
};
