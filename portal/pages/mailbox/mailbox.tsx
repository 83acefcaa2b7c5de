import { listKeptMails, type KeptMail } from '#notifications/mailbox.ts';
import { renderMail } from '#notifications/render.ts';
import { addresses } from '#portal/addresses.ts';
import { demandThisMachine } from '#portal/pages/mailbox/only-here.ts';
import { texts } from '#portal/pages/mailbox/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { query, type Visit } from '#portal/visit/visit.ts';
import { isId } from '#registry/reference.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { EmptyState, PageHead, Pager } from '#ui/components/page-parts.tsx';
import { formatMoment } from '#ui/format.ts';

function columnsFor(visit: Visit): Column<KeptMail>[] {
  const text = texts[visit.language];
  return [
    {
      title: text.subject,
      names: true,
      cell: (mail) => (
        <a href={addresses.mailboxMail.to({ mail: mail.id })}>
          {renderMail(mail.written, visit.services.portalUrl).subject}
        </a>
      ),
    },
    { title: text.recipient, cell: (mail) => mail.recipient },
    { title: text.writtenAt, cell: (mail) => formatMoment(mail.writtenAt, visit.language) },
  ];
}

/** The mails that were kept because there is no mail server. @throws Problem `mailbox.elsewhere` (403) */
export async function showMailbox(visit: Visit): Promise<Response> {
  demandThisMachine(visit);
  const text = texts[visit.language];
  const before = query(visit, 'before');
  const { items, next } = await listKeptMails(visit.services.registry, isId(before) ? before : undefined);
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <p>{text.how}</p>
        {items.length === 0 ? (
          <EmptyState title={text.empty}>
            <p>{text.emptyWhy}</p>
          </EmptyState>
        ) : (
          <DataTable caption={text.caption} captionHidden columns={columnsFor(visit)} rows={items} />
        )}
        <Pager
          language={visit.language}
          next={next === null ? null : addresses.mailbox.to({ before: next })}
          first={before === '' ? null : addresses.mailbox.to()}
        />
      </>
    ),
  });
}
