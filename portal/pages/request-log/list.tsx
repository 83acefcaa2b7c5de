/** A list of requests with all that stands around it: the search, the filters, the tail, what the log holds. */
import type { z } from 'zod';
import type { listLoggedRequests } from '#metering/request-log/list.ts';
import { Filters, kept } from '#portal/pages/operator/filters.tsx';
import { filtersFor, narrowings } from '#portal/pages/request-log/asked.ts';
import { RequestSearch } from '#portal/pages/request-log/search.tsx';
import { LoggedTable, type TableOf } from '#portal/pages/request-log/table.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { withQuery } from '#portal/route.ts';
import { query, type AccountVisit, type Visit } from '#portal/visit/visit.ts';
import { EmptyState, Notice, Pager } from '#ui/components/page-parts.tsx';
import { formatInstant, formatNumber } from '#ui/format.ts';

/** The script that shows new requests as they come. */
export const tailScript = 'request-tail.js';

type ListProps = {
  readonly visit: AccountVisit;
  readonly page: z.output<typeof listLoggedRequests.output>;
  readonly path: string;
  /** Where the tail is; null: the list has none. */
  readonly live: string | null;
  readonly without?: TableOf['without'];
};

export const RequestList = ({ visit, page, path, live, without }: ListProps) => {
  const { language } = visit;
  const text = texts[language];
  const filters = filtersFor(language, without === 'application');
  const narrowed = Object.fromEntries(
    narrowings.map((name) => [name, query(visit, name)]).filter(([, id]) => id !== ''),
  );
  const view = { ...kept(visit, filters), ...narrowed };
  const isWhole = Object.values(view).every((value) => value === '');
  const isFirst = query(visit, 'after') === '';
  return (
    <>
      <RequestSearch visit={visit} />
      <Filters visit={visit} action={path} filters={filters} hidden={narrowed} />
      <p class="links">
        <a href={withQuery(path, { ...view, outcome: 'refused' })}>{text.filters.onlyRefused}</a>
        {isWhole ? null : <a href={path}>{text.filters.all}</a>}
        <a href={withQuery(path, view)}>{text.refresh}</a>
      </p>
      {Object.keys(narrowed).length === 0 ? null : <p>{text.filters.narrowed}</p>}
      {live === null || !isFirst || query(visit, 'to') !== '' ? null : (
        <Live language={language} address={withQuery(live, view)} />
      )}
      {page.items.length > 0 ? (
        <LoggedTable
          language={language}
          path={path}
          rows={page.items}
          {...(without === undefined ? {} : { without })}
        />
      ) : (
        <EmptyState title={isWhole ? text.empty : text.notFound}>
          <p>{isWhole ? text.emptyText : text.notFoundText}</p>
        </EmptyState>
      )}
      {page.searchedTo === null ? null : <p>{text.searchedTo(formatInstant(page.searchedTo, language))}</p>}
      <Pager
        language={language}
        next={page.next === null ? null : withQuery(path, { ...view, after: page.next })}
        first={isFirst ? null : withQuery(path, view)}
      />
      <KeptNote visit={visit} />
    </>
  );
};

/** Where the script puts its buttons and says how it goes; nothing without it. */
const Live = ({ language, address }: { readonly language: AccountVisit['language']; readonly address: string }) => {
  const { follow, pause, resume, stop, following, paused, came, ended, lost } = texts[language].live;
  const words = { follow, pause, resume, stop, following, paused, came, ended, lost };
  const data = Object.fromEntries(Object.entries(words).map(([name, word]) => [`data-${name}`, word]));
  return <div class="live" data-live={address} {...data} hidden />;
};

/** What the log holds, what it never holds, and for how long. */
export const KeptNote = ({ visit }: { readonly visit: Visit }) => {
  const { language, services } = visit;
  const text = texts[language].kept;
  const { keeps, days } = services.requestLog;
  return (
    <Notice kind="information" title={text.title}>
      <p>
        {text[keeps]} {text.days(formatNumber(days, language))} {text.never}
      </p>
    </Notice>
  );
};
