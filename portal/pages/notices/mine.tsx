/** The page of one's own account that says which notices come by mail, application by application. */
import { noticeTypes } from '#notifications/notices/types.ts';
import { listApplications } from '#registry/applications/list.ts';
import { readNoticePreferences } from '#registry/notices/preferences.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { EmptyState, PageHead, Pager } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { texts } from '#portal/pages/notices/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

const shownApplications = 50;

/** Shows it. @throws Problem `page.cursor_invalid` (422) */
export async function showMyNotices(visit: AccountVisit): Promise<Response> {
  const { services, actor, language, url } = visit;
  const after = url.searchParams.get('after');
  const asked = { mine: true, limit: shownApplications, ...(after === null ? {} : { after }) };
  const { items, next } = await run(services.registry, actor, listApplications, asked);
  const rows = [];
  for (const { id, name, organisation, environment } of items) {
    const { own } = await run(services.registry, actor, readNoticePreferences, { application: id });
    rows.push({ id, name: `${name} (${organisation.name}, ${words[language].environment[environment]})`, own });
  }
  const text = texts[language].mine;
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <AccountTabs visit={visit} current="notices" />
        {rows.length === 0 ? (
          <EmptyState title={text.none}>
            <p>{text.noneText}</p>
          </EmptyState>
        ) : (
          <DataTable
            caption={text.title}
            captionHidden
            columns={[
              {
                title: text.application,
                names: true,
                cell: ({ id, name }) => <a href={addresses.applicationNotices.to({ application: id })}>{name}</a>,
              },
              { title: text.chosen, cell: ({ own }) => describe(own, language) },
            ]}
            rows={rows}
          />
        )}
        <Pager
          language={language}
          next={next === null ? null : addresses.myNotices.to({ after: next })}
          first={after === null ? null : addresses.myNotices.to()}
        />
      </>
    ),
  });
}

type Own = { readonly types: readonly string[]; readonly chosen: boolean } | null;

function describe(own: Own, language: 'fr' | 'en'): string {
  const text = texts[language].mine;
  if (own === null || !own.chosen) return text.unchosen;
  if (own.types.length === 0) return text.nothing;
  if (own.types.length === noticeTypes.length) return text.all;
  return text.some(formatNumber(own.types.length, language), formatNumber(noticeTypes.length, language));
}
