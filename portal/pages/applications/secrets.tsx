/** Pages of one client secret: made, shown, replaced, withdrawn. Who sees its value has proved a moment ago to be there. */
import { z } from 'zod';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { rotateSecret } from '#registry/credentials/rotate-secret.ts';
import { showSecret } from '#registry/credentials/show-secret.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';
import { run } from '#registry/operation.ts';
import { SelectField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { CodeBlock, Notice } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { isLive } from '#portal/pages/applications/credential-state.ts';
import { showCredentialsTab } from '#portal/pages/applications/credentials.tsx';
import { readNamedApplication, showBelow, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { atFields, labelAndEnd } from '#portal/pages/applications/label-and-end.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** The application and the secret that the address names. @throws Problem `application.not_found`, `path.not_found` (404) */
async function readNamedSecret(visit: AccountVisit) {
  const { services, actor } = visit;
  const application = await readNamedApplication(visit);
  const { items } = await run(services.registry, actor, listSecrets, { application: application.id });
  const secret = items.find(({ id }) => id === param(visit, 'secret'));
  if (secret === undefined) throw pageNotFound();
  const now = new Date(services.registry.clock.nowMs());
  const others = items.filter((one) => one.id !== secret.id && isLive(one, now)).length;
  return { application, secret, last: others === 0 };
}

/** Makes a further secret and shows it. @throws Problem `application.not_found` (404) */
export async function makeSecret(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const application = await readNamedApplication(visit);
  const sent = readForm(visit, labelAndEnd('secret'));
  if (!sent.ok) return showCredentialsTab(visit, application, { secret: sent.form }, sent.status);
  const input = { application: application.id, ...sent.value };
  const made = await attempt(visit, sent.form, () => run(services.registry, actor, createSecret, input));
  if (!made.ok) return showCredentialsTab(visit, application, { secret: atFields(made.form, 'secret') }, made.status);
  const text = texts[language].secret;
  return showValue(visit, application, { title: text.newTitle, lead: text.newLead, value: made.value.value });
}

/** Asks before a secret is shown: where the proof of presence leads back to. */
export async function askToShow(visit: AccountVisit): Promise<Response> {
  const { application, secret } = await readNamedSecret(visit);
  const text = texts[visit.language].secret;
  return showBelow(visit, {
    ...{ application, tab: 'credentials' },
    title: text.title(secret.label),
    lead: text.showLead,
    body: (
      <ActionButton
        action={addresses.applicationSecret.to({ application: application.id, secret: secret.id })}
        csrfToken={visit.csrfToken()}
        label={text.showButton}
        kind="primary"
      />
    ),
  });
}

/** Shows a secret; the audit says that it was. @throws Problem `application.not_found` (404), `secret.not_found` (404) */
export async function showNamedSecret(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const application = await readNamedApplication(visit);
  const input = { application: application.id, secret: param(visit, 'secret') };
  const { label, value } = await run(services.registry, actor, showSecret, input);
  const text = texts[language].secret;
  return showValue(visit, application, { title: text.title(label), lead: text.showLead, value });
}

type Value = { readonly title: string; readonly lead: string; readonly value: string };

async function showValue(
  visit: AccountVisit,
  application: ShownApplication,
  { title, lead, value }: Value,
): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const response = await showBelow(visit, {
    ...{ application, tab: 'credentials', title, lead },
    body: (
      <>
        <h2>{text.credentials.clientId}</h2>
        <CodeBlock language={language} label={text.credentials.clientId} code={application.credential.clientId} />
        <h2>{text.secret.value}</h2>
        <CodeBlock language={language} label={text.secret.value} code={value} />
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

const overlapSchema = z.strictObject({ overlapHours: z.enum(['0', '1', '24', '168', '720', '2160']) });

/** Asks how long the old secret goes on. */
export async function askToReplace(visit: AccountVisit): Promise<Response> {
  return showReplaceForm(visit, freshForm(visit, { overlapHours: '24' }), 200);
}

/** Replaces the secret and shows the new one. */
export async function replaceSecret(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const { application, secret } = await readNamedSecret(visit);
  const sent = readForm(visit, overlapSchema);
  if (!sent.ok) return showReplaceForm(visit, sent.form, sent.status);
  const overlapHours = Number(sent.value.overlapHours);
  const input = { application: application.id, secret: secret.id, overlapHours };
  const made = await attempt(visit, sent.form, () => run(services.registry, actor, rotateSecret, input));
  if (!made.ok) return showReplaceForm(visit, made.form, made.status);
  const text = texts[language].secret;
  return showValue(visit, application, { title: text.newTitle, lead: text.newLead, value: made.value.value });
}

async function showReplaceForm(visit: AccountVisit, form: FormState, status: number): Promise<Response> {
  const { application, secret } = await readNamedSecret(visit);
  const text = texts[visit.language].secret;
  const place = { application: application.id, secret: secret.id };
  return showBelow(visit, {
    ...{ application, tab: 'credentials', status },
    title: text.replaceTitle(secret.label),
    lead: text.replaceLead,
    body: (
      <Form action={addresses.replaceSecret.to(place)} csrfToken={visit.csrfToken()} form={form}>
        <SelectField
          form={form}
          name="overlapHours"
          label={text.overlap}
          hint={text.overlapHint}
          required
          choices={Object.entries(text.overlaps).map(([value, label]) => ({ value, label }))}
        />
        <FormButtons
          label={text.replaceButton}
          cancel={{
            href: addresses.applicationCredentials.to(place),
            label: texts[visit.language].form.cancel,
          }}
        />
      </Form>
    ),
  });
}

/** Asks before a secret is withdrawn. */
export async function askToWithdraw(visit: AccountVisit): Promise<Response> {
  const { application, secret, last } = await readNamedSecret(visit);
  const text = texts[visit.language].secret;
  const place = { application: application.id, secret: secret.id };
  return showBelow(visit, {
    ...{ application, tab: 'credentials' },
    title: text.withdrawTitle(secret.label),
    lead: text.withdrawLead,
    body: (
      <>
        {last ? (
          <Notice kind="warning">
            <p>{text.lastOne}</p>
          </Notice>
        ) : null}
        <Form action={addresses.withdrawSecret.to(place)} csrfToken={visit.csrfToken()} form={freshForm(visit)}>
          <FormButtons
            label={text.withdrawButton}
            kind="danger"
            cancel={{
              href: addresses.applicationCredentials.to(place),
              label: texts[visit.language].form.cancel,
            }}
          />
        </Form>
      </>
    ),
  });
}

/** Withdraws the secret. @throws Problem `application.not_found` (404), `secret.not_found` (404) */
export async function withdrawNamedSecret(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const place = { application: param(visit, 'application'), secret: param(visit, 'secret') };
  await run(services.registry, actor, withdrawSecret, place);
  return seeOther(visit, addresses.applicationCredentials.to(place), texts[language].secret.withdrawn);
}
