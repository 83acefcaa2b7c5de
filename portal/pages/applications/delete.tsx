/** The page before an application is deleted: what ends, what stays, and its name to type. */
import { z } from 'zod';
import { deleteApplication } from '#registry/applications/delete.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { run } from '#registry/operation.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Card, Notice } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { isLive } from '#portal/pages/applications/credential-state.ts';
import { readNamedApplication, showBelow, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const sentSchema = z.strictObject({ name: z.string().default('') });

/** Shows the consequences. @throws Problem `application.not_found` (404) */
export async function showDeleteApplication(visit: AccountVisit): Promise<Response> {
  return showForm(visit, await readNamedApplication(visit), freshForm(visit), 200);
}

/** Deletes the application when its name was typed. @throws Problem `application.not_found` (404) */
export async function deleteNamedApplication(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const text = texts[visit.language].delete;
  const sent = readForm(visit, sentSchema);
  if (!sent.ok) return showForm(visit, application, sent.form, sent.status);
  if (sent.value.name.trim() !== application.name) {
    const faults = [{ path: 'name', message: text.confirmWrong }];
    return showForm(visit, application, { ...sent.form, faults }, 422);
  }
  await run(visit.services.registry, visit.actor, deleteApplication, { application: application.id });
  return seeOther(visit, addresses.applications.to(), text.deleted(application.name));
}

const liveStates = new Set(['pending', 'approved', 'suspended']);

/** How much of it ends with the application. */
async function readCounts({ services: { registry }, actor }: AccountVisit, application: string) {
  const now = new Date(registry.clock.nowMs());
  const [secrets, keys, subscriptions] = await Promise.all([
    run(registry, actor, listSecrets, { application }),
    run(registry, actor, listApiKeys, { application }),
    run(registry, actor, listSubscriptions, { application, limit: 200 }),
  ]);
  return {
    secrets: secrets.items.filter((secret) => isLive(secret, now)).length,
    keys: keys.items.filter((key) => isLive(key, now)).length,
    subscriptions: subscriptions.items.filter(({ state }) => liveStates.has(state)).length,
  };
}

async function showForm(
  visit: AccountVisit,
  application: ShownApplication,
  form: FormState,
  status: number,
): Promise<Response> {
  const text = texts[visit.language].delete;
  const { id, name } = application;
  const { secrets, keys, subscriptions } = await readCounts(visit, id);
  const count = (value: number) => formatNumber(value, visit.language);
  return showBelow(visit, {
    ...{ application, tab: 'details', status },
    title: text.title(name),
    lead: text.lead,
    body: (
      <>
        <Card title={text.endsTitle}>
          <ul>
            <li>{text.ends.secrets(count(secrets))}</li>
            <li>{text.ends.keys(count(keys))}</li>
            <li>{text.ends.subscriptions(count(subscriptions))}</li>
            <li>{text.ends.calls}</li>
          </ul>
        </Card>
        <Card title={text.staysTitle}>
          <ul>
            {text.stays.map((one) => (
              <li>{one}</li>
            ))}
          </ul>
        </Card>
        <Notice kind="information">
          <p>{text.instead}</p>
        </Notice>
        <Form action={addresses.deleteApplication.to({ application: id })} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="name" label={text.confirm(name)} autocomplete="off" required />
          <FormButtons
            label={text.button}
            kind="danger"
            cancel={{
              href: addresses.application.to({ application: id }),
              label: texts[visit.language].form.cancel,
            }}
          />
        </Form>
      </>
    ),
  });
}
