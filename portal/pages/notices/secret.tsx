/** The secret of a webhook: shown and replaced by who has proved a moment ago to be there. */
import { z } from 'zod';
import { run } from '#registry/operation.ts';
import { rotateWebhookSecret, showWebhookSecret } from '#registry/webhooks/secret.ts';
import { SelectField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { CodeBlock, Notice } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApplication, showBelow, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/notices/texts.ts';
import { readNamedWebhook } from '#portal/pages/notices/named-webhook.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const overlapSchema = z.strictObject({ overlapHours: z.enum(['0', '1', '24', '168']) });

/** Asks what is wanted with the secret. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function askForSecret(visit: AccountVisit): Promise<Response> {
  return showForms(visit, freshForm(visit, { overlapHours: '24' }), 200);
}

/** Shows it; the audit says that it was. @throws Problem `application.not_found`, `webhook.not_found` (404) */
export async function showSecretOfWebhook(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const input = { application: application.id, webhook: param(visit, 'webhook') };
  return showSecretValue(visit, application, await run(visit.services.registry, visit.actor, showWebhookSecret, input));
}

/** Replaces it, and shows the new one. @throws Problem `application.not_found`, `path.not_found` (404) */
export async function replaceSecretOfWebhook(visit: AccountVisit): Promise<Response> {
  const { application, place } = await readNamedWebhook(visit);
  const sent = readForm(visit, overlapSchema);
  if (!sent.ok) return showForms(visit, sent.form, sent.status);
  const input = { ...place, overlapHours: Number(sent.value.overlapHours) };
  const { registry } = visit.services;
  const made = await attempt(visit, sent.form, () => run(registry, visit.actor, rotateWebhookSecret, input));
  return made.ok ? showSecretValue(visit, application, made.value) : showForms(visit, made.form, made.status);
}

async function showForms(visit: AccountVisit, form: FormState, status: number): Promise<Response> {
  const { application, webhook, place } = await readNamedWebhook(visit);
  const text = texts[visit.language].secret;
  const csrfToken = visit.csrfToken();
  return showBelow(visit, {
    ...{ application, tab: 'notices', status, title: text.title(webhook.label), lead: text.lead },
    within: { label: webhook.label, href: addresses.webhook.to(place) },
    body: (
      <>
        <ActionButton
          action={addresses.webhookSecret.to(place)}
          csrfToken={csrfToken}
          label={text.show}
          kind="primary"
        />
        <h2>{text.rotateTitle}</h2>
        <p>{text.rotateLead}</p>
        <Form action={addresses.rotateWebhookSecret.to(place)} csrfToken={csrfToken} form={form}>
          <SelectField
            form={form}
            name="overlapHours"
            label={text.overlap}
            required
            choices={Object.entries(text.overlaps).map(([value, label]) => ({ value, label }))}
          />
          <FormButtons
            label={text.rotate}
            cancel={{ href: addresses.webhook.to(place), label: texts[visit.language].webhooks.cancel }}
          />
        </Form>
      </>
    ),
  });
}

type OpenWebhook = { readonly id: string; readonly label: string; readonly secret: string };

/** Shows the value of a secret, which nothing keeps a copy of. */
export async function showSecretValue(
  visit: AccountVisit,
  application: ShownApplication,
  { id, label, secret }: OpenWebhook,
): Promise<Response> {
  const { language } = visit;
  const text = texts[language].secret;
  const response = await showBelow(visit, {
    ...{ application, tab: 'notices', title: text.title(label), lead: text.lead },
    body: (
      <>
        <CodeBlock language={language} label={text.value} code={secret} />
        <Notice kind="warning">
          <p>{text.keep}</p>
        </Notice>
        <p>
          <a href={addresses.webhook.to({ application: application.id, webhook: id })}>{text.back}</a>
        </p>
      </>
    ),
  });
  response.headers.set('cache-control', 'no-store');
  return response;
}
