/** The tab of an application that says what it was told, and who is told what: people by mail, programs by webhooks. */
import type { z } from 'zod';
import { noticeTypes } from '#notifications/notices/types.ts';
import { listNotices } from '#registry/notices/list.ts';
import { chooseContactNotices, chooseNotices, readNoticePreferences } from '#registry/notices/preferences.ts';
import { run } from '#registry/operation.ts';
import { listWebhooks } from '#registry/webhooks/list.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Card, EmptyState, Notice } from '#ui/components/page-parts.tsx';
import { formatMoment } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readNamedApplication, showTab, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { sentOwnSchema, sentContactSchema, typeName } from '#portal/pages/notices/fields.tsx';
import { summaryOf } from '#portal/pages/notices/summary.ts';
import { texts } from '#portal/pages/notices/texts.ts';
import { WebhooksPanel } from '#portal/pages/notices/webhooks-panel.tsx';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const shownNotices = 20;

type Shown = { readonly visit: AccountVisit; readonly application: ShownApplication };

/** Shows it. @throws Problem `application.not_found` (404) */
export async function showNotices(visit: AccountVisit): Promise<Response> {
  const { services, actor } = visit;
  const application = await readNamedApplication(visit);
  const place = { application: application.id };
  const notices = await run(services.registry, actor, listNotices, { ...place, limit: shownNotices });
  const preferences = await run(services.registry, actor, readNoticePreferences, place);
  const { items: webhooks } = await run(services.registry, actor, listWebhooks, place);
  const shown = { visit, application };
  return showTab(visit, {
    ...{ application, tab: 'notices' },
    body: (
      <>
        <Recent {...shown} notices={notices.items} />
        <WebhooksPanel {...shown} webhooks={webhooks} />
        <Choices {...shown} preferences={preferences} />
      </>
    ),
  });
}

type Notices = z.output<typeof listNotices.output>['items'];

const Recent = ({ visit, notices }: Shown & { readonly notices: Notices }) => {
  const { language } = visit;
  const text = texts[language].recent;
  return (
    <>
      <h2>{text.title}</h2>
      {notices.length === 0 ? (
        <EmptyState title={text.none}>
          <p>{text.noneText}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.title}
          captionHidden
          columns={[
            { title: text.what, names: true, cell: (notice) => <Told notice={notice} language={language} /> },
            { title: text.when, cell: ({ notedAt }) => formatMoment(notedAt, language) },
          ]}
          rows={notices}
        />
      )}
    </>
  );
};

/** What was told, as the way to where something can be done. */
const Told = ({ notice, language }: { readonly notice: Notices[number]; readonly language: 'fr' | 'en' }) => {
  const { page } = notice.data;
  const summary = summaryOf(notice, language);
  return typeof page === 'string' && page.startsWith('/') ? <a href={page}>{summary}</a> : <>{summary}</>;
};

type Preferences = z.output<typeof readNoticePreferences.output>;

const Choices = ({ visit, application, preferences }: Shown & { readonly preferences: Preferences }) => {
  const { language } = visit;
  const text = texts[language].mail;
  const { own, contact } = preferences;
  const place = { application: application.id };
  const form = freshForm(visit, { ownTypes: own?.types ?? [], contactTypes: contact.types });
  const boxes = (name: string) =>
    noticeTypes.map((type) => <Tick form={form} name={name} value={type} label={typeName(type, language)} />);
  return (
    <>
      <h2>{text.title}</h2>
      <div class="columns">
        <Card>
          <h3>{text.own}</h3>
          <p>{text.ownLead}</p>
          {own?.chosen === true ? null : (
            <Notice kind="information">
              <p>{text.ownUnchosen}</p>
            </Notice>
          )}
          <Form action={addresses.chooseOwnNotices.to(place)} csrfToken={visit.csrfToken()} form={form}>
            {boxes('ownTypes')}
            <FormButtons label={text.save} />
          </Form>
        </Card>
        <Card>
          <h3>{text.contact(contact.email)}</h3>
          <p>{text.contactLead}</p>
          {contact.verified ? null : (
            <Notice kind="warning">
              <p>
                {text.unverified} <a href={addresses.application.to(place)}>{text.verify}</a>
              </p>
            </Notice>
          )}
          <Form action={addresses.chooseContactNotices.to(place)} csrfToken={visit.csrfToken()} form={form}>
            {boxes('contactTypes')}
            <FormButtons label={text.save} />
          </Form>
        </Card>
      </div>
    </>
  );
};

/** Saves what the person wants. @throws Problem `application.not_found` (404) */
export async function chooseOwn(visit: AccountVisit): Promise<Response> {
  const application = param(visit, 'application');
  const sent = readForm(visit, sentOwnSchema);
  if (!sent.ok) return showNotices(visit);
  const { ownTypes: types } = sent.value;
  await run(visit.services.registry, visit.actor, chooseNotices, { application, types });
  return saved(visit, application);
}

/** Saves what the contact address gets. @throws Problem `application.not_found` (404) */
export async function chooseContact(visit: AccountVisit): Promise<Response> {
  const application = param(visit, 'application');
  const sent = readForm(visit, sentContactSchema);
  if (!sent.ok) return showNotices(visit);
  const { contactTypes: types } = sent.value;
  await run(visit.services.registry, visit.actor, chooseContactNotices, { application, types });
  return saved(visit, application);
}

function saved(visit: AccountVisit, application: string): Response {
  return seeOther(visit, addresses.applicationNotices.to({ application }), texts[visit.language].mail.saved);
}
