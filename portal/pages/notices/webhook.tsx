/** The page of one webhook: how it stands, what was sent to it, what can be changed; and the forms around it. */
import { listDeliveries, testWebhook } from '#registry/webhooks/deliveries.ts';
import { changeWebhook } from '#registry/webhooks/change.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { deleteWebhook } from '#registry/webhooks/delete.ts';
import { run } from '#registry/operation.ts';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Facts, Notice, Pager } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readNamedApplication, showBelow, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { DeliveriesTable } from '#portal/pages/notices/deliveries.tsx';
import { sentWebhookSchema, typeName, WebhookFields } from '#portal/pages/notices/fields.tsx';
import { readNamedWebhook } from '#portal/pages/notices/named-webhook.ts';
import { showSecretValue } from '#portal/pages/notices/secret.tsx';
import { texts } from '#portal/pages/notices/texts.ts';
import { WebhookBadge, type ShownWebhook } from '#portal/pages/notices/webhooks-panel.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const shownDeliveries = 20;

/** Shows the form for a new one. @throws Problem `application.not_found` (404) */
export async function showNewWebhook(visit: AccountVisit): Promise<Response> {
  return showNewForm(visit, await readNamedApplication(visit), freshForm(visit), 200);
}

/** Makes it, and shows its secret. @throws Problem `application.not_found` (404) */
export async function makeWebhook(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const sent = readForm(visit, sentWebhookSchema);
  if (!sent.ok) return showNewForm(visit, application, sent.form, sent.status);
  const input = { application: application.id, ...sent.value };
  const made = await attempt(visit, sent.form, () => run(visit.services.registry, visit.actor, createWebhook, input));
  if (!made.ok) return showNewForm(visit, application, made.form, made.status);
  return showSecretValue(visit, application, made.value);
}

function showNewForm(visit: AccountVisit, application: ShownApplication, form: FormState, status: number) {
  const text = texts[visit.language].webhooks;
  const place = { application: application.id };
  return showBelow(visit, {
    ...{ application, tab: 'notices', status, title: text.make, lead: text.lead },
    body: (
      <Form action={addresses.newWebhook.to(place)} csrfToken={visit.csrfToken()} form={form}>
        <WebhookFields form={form} />
        <FormButtons label={text.make} cancel={{ href: addresses.applicationNotices.to(place), label: text.cancel }} />
      </Form>
    ),
  });
}

/** Shows one. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function showWebhook(visit: AccountVisit): Promise<Response> {
  const { webhook } = await readNamedWebhook(visit);
  const { label, url, types } = webhook;
  return showPage(visit, freshForm(visit, { label, url, types }), 200);
}

/** Changes its fields. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function changeNamedWebhook(visit: AccountVisit): Promise<Response> {
  const { place } = await readNamedWebhook(visit);
  const sent = readForm(visit, sentWebhookSchema);
  if (!sent.ok) return showPage(visit, sent.form, sent.status);
  const input = { ...place, ...sent.value };
  const done = await attempt(visit, sent.form, () => run(visit.services.registry, visit.actor, changeWebhook, input));
  if (!done.ok) return showPage(visit, done.form, done.status);
  return seeOther(visit, addresses.webhook.to(place), texts[visit.language].webhooks.saved);
}

async function showPage(visit: AccountVisit, form: FormState, status: number): Promise<Response> {
  const { services, actor, language, url } = visit;
  const { application, webhook, place } = await readNamedWebhook(visit);
  const text = texts[language];
  const after = url.searchParams.get('after');
  const asked = { ...place, limit: shownDeliveries, ...(after === null ? {} : { after }) };
  const { items, next } = await run(services.registry, actor, listDeliveries, asked);
  return showBelow(visit, {
    ...{ application, tab: 'notices', status, title: webhook.label },
    body: (
      <>
        <Standing visit={visit} webhook={webhook} />
        <Buttons visit={visit} webhook={webhook} place={place} />
        <h2>{text.deliveries.title}</h2>
        <DeliveriesTable visit={visit} place={place} deliveries={items} />
        <Pager
          language={language}
          next={next === null ? null : addresses.webhook.to(place, { after: next })}
          first={after === null ? null : addresses.webhook.to(place)}
        />
        <h2>{text.webhooks.changeTitle}</h2>
        <details open={form.faults.length > 0}>
          <summary>{text.webhooks.changeWhat}</summary>
          <Form action={addresses.webhook.to(place)} csrfToken={visit.csrfToken()} form={form}>
            <WebhookFields form={form} />
            <FormButtons label={text.webhooks.save} />
          </Form>
        </details>
      </>
    ),
  });
}

type StandingProps = { readonly visit: AccountVisit; readonly webhook: ShownWebhook };

const Standing = ({ visit: { language }, webhook }: StandingProps) => {
  const text = texts[language].webhooks;
  const { url, types, createdAt, disabledBecause, failingSince, formerSecretUntil } = webhook;
  return (
    <>
      {disabledBecause === null ? null : (
        <Notice kind="warning">
          <p>{text.because[disabledBecause]}</p>
        </Notice>
      )}
      {disabledBecause !== null || failingSince === null ? null : (
        <Notice kind="warning">
          <p>{text.failingSince(formatMoment(failingSince, language))}</p>
        </Notice>
      )}
      <Facts
        facts={[
          [text.state, <WebhookBadge webhook={webhook} language={language} />],
          [text.url, <code>{url}</code>],
          [text.types, types.map((type) => <div>{typeName(type, language)}</div>)],
          [text.made, formatMoment(createdAt, language)],
        ]}
      />
      {formerSecretUntil === null ? null : <p>{text.former(formatMoment(formerSecretUntil, language))}</p>}
    </>
  );
};

type Place = { readonly application: string; readonly webhook: string };

const Buttons = ({ visit, webhook, place }: StandingProps & { readonly place: Place }) => {
  const text = texts[visit.language].webhooks;
  const off = webhook.disabledAt !== null;
  const csrfToken = visit.csrfToken();
  return (
    <div class="form-buttons">
      {off ? (
        <ActionButton action={addresses.enableWebhook.to(place)} csrfToken={csrfToken} label={text.on} kind="primary" />
      ) : (
        <>
          <ActionButton action={addresses.testWebhook.to(place)} csrfToken={csrfToken} label={text.test} />
          <ActionButton action={addresses.disableWebhook.to(place)} csrfToken={csrfToken} label={text.switchOff} />
        </>
      )}
      <a class="button button-plain" href={addresses.webhookSecret.to(place)}>
        {text.secret}
      </a>
      <a class="button button-danger" href={addresses.deleteWebhook.to(place)}>
        {text.delete}
      </a>
    </div>
  );
};

function placeOf(visit: AccountVisit): Place {
  return { application: param(visit, 'application'), webhook: param(visit, 'webhook') };
}

/** Switches it on. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export async function enableNamedWebhook(visit: AccountVisit): Promise<Response> {
  const place = placeOf(visit);
  await run(visit.services.registry, visit.actor, changeWebhook, { ...place, enabled: true });
  return seeOther(visit, addresses.webhook.to(place), texts[visit.language].webhooks.switchedOn);
}

/** Switches it off. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export async function disableNamedWebhook(visit: AccountVisit): Promise<Response> {
  const place = placeOf(visit);
  await run(visit.services.registry, visit.actor, changeWebhook, { ...place, enabled: false });
  return seeOther(visit, addresses.webhook.to(place), texts[visit.language].webhooks.switchedOff);
}

/** Sends a test. @throws Problem `webhook.not_found` (404), `webhook.disabled` (409), `webhook.tests_many` (429) */
export async function testNamedWebhook(visit: AccountVisit): Promise<Response> {
  const place = placeOf(visit);
  await run(visit.services.registry, visit.actor, testWebhook, place);
  return seeOther(visit, addresses.webhook.to(place), texts[visit.language].webhooks.tested);
}

/** Asks before it is deleted. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function askToDeleteWebhook(visit: AccountVisit): Promise<Response> {
  const { application, webhook, place } = await readNamedWebhook(visit);
  const text = texts[visit.language].webhooks;
  return showBelow(visit, {
    ...{ application, tab: 'notices', title: text.deleteTitle(webhook.label), lead: text.deleteLead },
    within: { label: webhook.label, href: addresses.webhook.to(place) },
    body: (
      <Form action={addresses.deleteWebhook.to(place)} csrfToken={visit.csrfToken()} form={freshForm(visit)}>
        <FormButtons
          label={text.delete}
          kind="danger"
          cancel={{ href: addresses.webhook.to(place), label: text.cancel }}
        />
      </Form>
    ),
  });
}

/** Deletes it. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export async function deleteNamedWebhook(visit: AccountVisit): Promise<Response> {
  const place = placeOf(visit);
  await run(visit.services.registry, visit.actor, deleteWebhook, place);
  return seeOther(visit, addresses.applicationNotices.to(place), texts[visit.language].webhooks.deleted);
}
