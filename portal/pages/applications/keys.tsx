/** Pages of one API key: made and shown this once, and withdrawn. */
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';
import { run } from '#registry/operation.ts';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { CodeBlock, Notice } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showCredentialsTab } from '#portal/pages/applications/credentials.tsx';
import { readNamedApplication, showBelow } from '#portal/pages/applications/frame.tsx';
import { atFields, labelAndEnd } from '#portal/pages/applications/label-and-end.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Makes a further key and shows it, this once. @throws Problem `application.not_found` (404) */
export async function makeKey(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const application = await readNamedApplication(visit);
  const sent = readForm(visit, labelAndEnd('key'));
  if (!sent.ok) return showCredentialsTab(visit, application, { key: sent.form }, sent.status);
  const input = { application: application.id, ...sent.value };
  const made = await attempt(visit, sent.form, () => run(services.registry, actor, createApiKey, input));
  if (!made.ok) return showCredentialsTab(visit, application, { key: atFields(made.form, 'key') }, made.status);
  const text = texts[language];
  const response = await showBelow(visit, {
    ...{ application, tab: 'credentials', title: text.key.title, lead: text.key.lead },
    body: (
      <>
        <CodeBlock language={language} label={text.key.value} code={made.value.value} />
        <h2>{text.key.usage}</h2>
        <CodeBlock language={language} label={text.key.usage} code="curl https://… -H 'X-Api-Key: …'" />
        <Notice kind="warning">
          <p>{text.secret.keep}</p>
        </Notice>
        <p>
          <a href={addresses.applicationCredentials.to({ application: application.id })}>{text.secret.back}</a>
        </p>
      </>
    ),
  });
  response.headers.set('cache-control', 'no-store');
  return response;
}

/** Asks before a key is withdrawn. @throws Problem `application.not_found` (404), `path.not_found` (404) */
export async function askToWithdrawKey(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const application = await readNamedApplication(visit);
  const { items } = await run(services.registry, actor, listApiKeys, { application: application.id });
  const key = items.find(({ id }) => id === param(visit, 'key'));
  if (key === undefined) throw pageNotFound();
  const text = texts[language];
  const place = { application: application.id, key: key.id };
  return showBelow(visit, {
    ...{ application, tab: 'credentials' },
    title: text.key.withdrawTitle(key.label),
    lead: text.key.withdrawLead,
    body: (
      <Form action={addresses.withdrawKey.to(place)} csrfToken={visit.csrfToken()} form={freshForm(visit)}>
        <FormButtons
          label={text.key.withdrawButton}
          kind="danger"
          cancel={{ href: addresses.applicationCredentials.to(place), label: text.form.cancel }}
        />
      </Form>
    ),
  });
}

/** Withdraws the key. @throws Problem `application.not_found` (404), `api_key.not_found` (404) */
export async function withdrawNamedKey(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const place = { application: param(visit, 'application'), key: param(visit, 'key') };
  await run(services.registry, actor, withdrawApiKey, place);
  return seeOther(visit, addresses.applicationCredentials.to(place), texts[language].key.withdrawn);
}
