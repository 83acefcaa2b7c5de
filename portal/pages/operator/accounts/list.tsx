import { addresses } from '#portal/addresses.ts';
import { StateBadges } from '#portal/pages/operator/accounts/state.tsx';
import { chosen, Filters, kept, wanted, type Filter } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { listAccounts } from '#registry/accounts/list.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Pager } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';

const states = ['active', 'shut', 'operator'] as const;

/** Every account, by e-mail address. */
export async function showAccounts(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].accounts;
  const search = wanted(visit, 'search');
  const state = chosen(visit, 'state', states);
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listAccounts, { search, state, after });
  const filters: readonly Filter[] = [
    { name: 'search', label: text.search },
    { name: 'state', label: texts[language].state, choices: states.map((name) => [name, text.states[name]] as const) },
  ];
  const here = addresses.operatorAccounts;
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="accounts" title={text.title} lead={text.lead}>
        <Filters visit={visit} action={here.to()} filters={filters} />
        {items.length === 0 ? (
          <NothingHere
            language={language}
            searched={search !== undefined || state !== undefined}
            title={text.empty}
            why={text.emptyWhy}
          />
        ) : (
          <DataTable
            caption={text.caption}
            captionHidden
            rows={items}
            columns={[
              {
                title: text.email,
                names: true,
                cell: ({ id, email }) => <a href={addresses.operatorAccount.to({ account: id })}>{email}</a>,
              },
              { title: text.name, cell: ({ name }) => name },
              { title: texts[language].state, cell: (account) => <StateBadges account={account} text={text} /> },
              { title: texts[language].createdAt, cell: ({ createdAt }) => formatDate(createdAt, language) },
            ]}
          />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ ...kept(visit, filters), after: next })}
          first={after === undefined ? null : here.to(kept(visit, filters))}
        />
      </OperatorFrame>
    ),
  });
}
