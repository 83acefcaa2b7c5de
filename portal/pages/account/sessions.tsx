/** The browsers in which one is logged in. */
import { endOtherSessions, endSession } from '#accounts/sessions/end.ts';
import { listSessions, type ListedSession } from '#accounts/sessions/list.ts';
import { inOneTransaction } from '#registry/operation.ts';
import { isId } from '#registry/reference.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { ActionButton } from '#ui/components/form.tsx';
import { Badge, PageHead } from '#ui/components/page-parts.tsx';
import { formatMoment, formatSpan } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { browserName } from '#portal/pages/account/browser-name.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

export async function showSessions(visit: AccountVisit): Promise<Response> {
  const { sessions: own } = texts[visit.language];
  const listed = await listSessions(visit.services.registry, visit.session.accountId);
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="sessions" />
        <SessionTable visit={visit} sessions={listed} />
        {listed.length < 2 ? null : (
          <ActionButton
            action={addresses.endOtherSessions.to()}
            csrfToken={visit.csrfToken()}
            label={own.endOthers}
            kind="danger"
          />
        )}
      </>
    ),
  });
}

type TableProps = { readonly visit: AccountVisit; readonly sessions: readonly ListedSession[] };

const SessionTable = ({ visit, sessions }: TableProps) => {
  const { sessions: own } = texts[visit.language];
  const { language, session, services } = visit;
  const nowMs = services.registry.clock.nowMs();
  return (
    <DataTable
      caption={own.title}
      captionHidden
      rows={sessions}
      columns={[
        {
          title: own.columns.browser,
          names: true,
          cell: ({ id, userAgent }) => (
            <>
              {browserName(userAgent) ?? own.unknownBrowser}{' '}
              {id === session.id ? <Badge kind="good">{own.here}</Badge> : null}
            </>
          ),
        },
        { title: own.columns.network, cell: ({ network }) => network },
        { title: own.columns.opened, cell: ({ createdAt }) => formatMoment(createdAt, language) },
        { title: own.columns.seen, cell: ({ lastSeenAt }) => formatSpan(lastSeenAt, nowMs, language) },
        { title: own.columns.action, cell: (row) => <EndButton visit={visit} row={row} /> },
      ]}
    />
  );
};

/** Ends a session; this one ends by logging out. */
const EndButton = ({ visit, row }: { readonly visit: AccountVisit; readonly row: ListedSession }) => {
  const { sessions: own } = texts[visit.language];
  const here = row.id === visit.session.id;
  return (
    <ActionButton
      action={here ? addresses.logout.to() : addresses.endSession.to({ session: row.id })}
      csrfToken={visit.csrfToken()}
      label={here ? own.logout : own.end}
    />
  );
};

/** Ends one session; one that has ended, or is somebody else's, is told the same. */
export async function sendEndSession(visit: AccountVisit): Promise<Response> {
  const id = param(visit, 'session');
  const { registry } = visit.services;
  if (isId(id)) await inOneTransaction(registry, visit.actor, (work) => endSession(work, visit.session.accountId, id));
  return seeOther(visit, addresses.sessions.to(), texts[visit.language].sessions.ended);
}

export async function sendEndOtherSessions(visit: AccountVisit): Promise<Response> {
  const ended = await inOneTransaction(visit.services.registry, visit.actor, (work) =>
    endOtherSessions(work, visit.session),
  );
  return seeOther(visit, addresses.sessions.to(), texts[visit.language].sessions.othersEnded(ended));
}
