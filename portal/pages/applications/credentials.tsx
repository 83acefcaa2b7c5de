/** The third tab of an application: OAuth credentials and API keys, side by side, each saying which API wants it. */
import { z } from 'zod';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { listCredentialNeeds } from '#registry/credentials/needs.ts';
import { updateCredential } from '#registry/credentials/update.ts';
import { run } from '#registry/operation.ts';
import { TextArea } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Card, CodeBlock, Facts } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readNamedApplication, showTab, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { KeysPanel } from '#portal/pages/applications/keys-panel.tsx';
import { KeyNeeds, OAuthNeeds, type Needs } from '#portal/pages/applications/needs.tsx';
import { SecretsPanel } from '#portal/pages/applications/secrets-panel.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { textLines } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** How the tab's three forms stand; those that were not sent are fresh. */
export type CredentialForms = { readonly secret?: FormState; readonly key?: FormState; readonly origins?: FormState };

/** Shows the tab. @throws Problem `application.not_found` (404) */
export async function showCredentials(visit: AccountVisit): Promise<Response> {
  return showCredentialsTab(visit, await readNamedApplication(visit), {}, 200);
}

/** Shows the tab with forms as they stand. */
export async function showCredentialsTab(
  visit: AccountVisit,
  application: ShownApplication,
  forms: CredentialForms,
  status: number,
): Promise<Response> {
  const { services, actor } = visit;
  const input = { application: application.id };
  const [needs, secrets, keys] = await Promise.all([
    run(services.registry, actor, listCredentialNeeds, input),
    run(services.registry, actor, listSecrets, input),
    run(services.registry, actor, listApiKeys, input),
  ]);
  const text = texts[visit.language].credentials;
  const shown = { visit, application, needs: needs.items };
  return showTab(visit, {
    ...{ application, tab: 'credentials', status },
    body: (
      <>
        <Card title={text.oauth}>
          <p>{text.oauthLead}</p>
          <OAuthNeeds {...shown} />
          <Identifiers {...shown} />
          <SecretsPanel
            visit={visit}
            application={application}
            secrets={secrets.items}
            form={forms.secret ?? freshForm(visit)}
          />
          <Origins {...shown} form={forms.origins} />
        </Card>
        <Card title={text.keys}>
          <p>{text.keysLead}</p>
          <KeyNeeds {...shown} />
          <KeysPanel visit={visit} application={application} keys={keys.items} form={forms.key ?? freshForm(visit)} />
        </Card>
      </>
    ),
  });
}

type Shown = { readonly visit: AccountVisit; readonly application: ShownApplication; readonly needs: Needs };

const Identifiers = ({ visit, application: { credential }, needs }: Shown) => {
  const { language } = visit;
  const text = texts[language].credentials;
  const list = (values: readonly string[]) =>
    values.length === 0 ? (
      text.none
    ) : (
      <ul>
        {values.map((value) => (
          <li>
            <code>{value}</code>
          </li>
        ))}
      </ul>
    );
  const tokenUrls = [...new Set(needs.flatMap(({ tokenUrl }) => tokenUrl ?? []))];
  return (
    <>
      <h3>{text.clientId}</h3>
      <CodeBlock language={language} label={text.clientId} code={credential.clientId} />
      <Facts
        facts={[
          [text.type, text.types[credential.type]],
          ...(tokenUrls.length === 0 ? [] : [[text.tokenUrl, list(tokenUrls)] as const]),
          [text.origins, list(credential.javascriptOrigins)],
          [text.redirects, list(credential.redirectUris)],
          [text.created, formatDate(credential.createdAt, language)],
        ]}
      />
    </>
  );
};

const Origins = ({ visit, application, form: sent }: Shown & { readonly form: FormState | undefined }) => {
  const text = texts[visit.language].credentials;
  const { javascriptOrigins, redirectUris } = application.credential;
  const given = { javascriptOrigins: javascriptOrigins.join('\n'), redirectUris: redirectUris.join('\n') };
  const form = sent ?? freshForm(visit, given);
  return (
    <details open={form.faults.length > 0}>
      <summary>{text.editOrigins}</summary>
      <Form
        action={addresses.applicationCredentials.to({ application: application.id })}
        csrfToken={visit.csrfToken()}
        form={form}
      >
        <TextArea form={form} name="javascriptOrigins" label={text.origins} hint={text.originsHint} />
        <TextArea form={form} name="redirectUris" label={text.redirects} hint={text.redirectsHint} />
        <FormButtons label={text.saveOrigins} />
      </Form>
    </details>
  );
};

const originsSchema = z.strictObject({ javascriptOrigins: textLines, redirectUris: textLines });

/** Sets origins and redirect addresses. @throws Problem `application.not_found` (404) */
export async function changeOrigins(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const application = await readNamedApplication(visit);
  const sent = readForm(visit, originsSchema);
  if (!sent.ok) return showCredentialsTab(visit, application, { origins: sent.form }, sent.status);
  const input = { application: application.id, ...sent.value };
  const changed = await attempt(visit, sent.form, () => run(services.registry, actor, updateCredential, input));
  if (!changed.ok) return showCredentialsTab(visit, application, { origins: changed.form }, changed.status);
  const address = addresses.applicationCredentials.to({ application: application.id });
  return seeOther(visit, address, texts[language].credentials.originsSaved);
}
