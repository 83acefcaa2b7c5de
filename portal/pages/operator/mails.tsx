import type { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { chosen, Filters, kept, wanted, type Filter } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { listMails } from '#registry/mails/list.ts';
import { mailStateSchema, type mailSchema } from '#registry/mails/schema.ts';
import { sendMailAgain } from '#registry/mails/send-again.ts';
import { run } from '#registry/operation.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { ActionButton } from '#ui/components/form.tsx';
import { Badge, Pager } from '#ui/components/page-parts.tsx';
import { formatMoment, formatNumber } from '#ui/format.ts';

type Mail = z.output<typeof mailSchema>;

const badges = { waiting: 'waiting', sent: 'good', failed: 'bad', kept: 'plain' } as const;

/** How it went: delivered when, tried again when, refused why. */
const Outcome = ({ mail, visit }: { readonly mail: Mail; readonly visit: AccountVisit }) => {
  const { language } = visit;
  const text = texts[language].mails;
  const { state, finishedAt, nextAttemptAt, lastError } = mail;
  return (
    <>
      <Badge kind={badges[state]}>{text.states[state]}</Badge>
      {finishedAt === null ? null : <div>{formatMoment(finishedAt, language)}</div>}
      {nextAttemptAt === null || mail.attempts === 0 ? null : (
        <div>
          {text.next} : {formatMoment(nextAttemptAt, language)}
        </div>
      )}
      {lastError === null ? null : <div class="as-typed">{lastError}</div>}
    </>
  );
};

function columnsFor(visit: AccountVisit): Column<Mail>[] {
  const { language } = visit;
  const text = texts[language].mails;
  return [
    { title: text.recipient, names: true, cell: ({ recipient }) => recipient },
    { title: text.template, cell: ({ template }) => <code>{template}</code> },
    { title: text.writtenAt, cell: ({ createdAt }) => formatMoment(createdAt, language) },
    { title: text.attempts, numeric: true, cell: ({ attempts }) => formatNumber(attempts, language) },
    { title: text.outcome, cell: (mail) => <Outcome mail={mail} visit={visit} /> },
    {
      title: texts[language].accounts.manage,
      cell: ({ id, sendable, state }) =>
        state === 'sent' ? null : (
          <ActionButton
            action={addresses.operatorSendMailAgain.to({ mail: id })}
            csrfToken={visit.csrfToken()}
            label={text.sendAgain}
            shut={sendable ? undefined : text.erased}
          />
        ),
    },
  ];
}

/** The mail log. */
export async function showMails(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].mails;
  const filters: readonly Filter[] = [
    { name: 'recipient', label: text.recipient },
    {
      name: 'state',
      label: texts[language].state,
      choices: mailStateSchema.options.map((state) => [state, text.states[state]] as const),
    },
  ];
  const recipient = wanted(visit, 'recipient');
  const state = chosen(visit, 'state', mailStateSchema.options);
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listMails, { recipient, state, after });
  const here = addresses.operatorMails;
  const searched = recipient !== undefined || state !== undefined;
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="mails" title={text.title} lead={text.lead}>
        <Filters visit={visit} action={here.to()} filters={filters} />
        {items.length === 0 ? (
          <NothingHere language={language} searched={searched} title={text.empty} why={text.emptyWhy} />
        ) : (
          <DataTable caption={text.caption} captionHidden rows={items} columns={columnsFor(visit)} />
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

/** Hands a mail to the delivery anew. @throws Problem `mail.not_found` (404), `mail.erased` (409) */
export async function sendAgain(visit: AccountVisit): Promise<Response> {
  await run(visit.services.registry, visit.actor, sendMailAgain, { mail: param(visit, 'mail') });
  return seeOther(visit, addresses.operatorMails.to(), texts[visit.language].mails.queued);
}
