/** The form with the texts and settings of an API: flat fields for what is nested in a declaration. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { SelectField, TextArea, TextField, Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { both } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { optionalText, textLines, tick } from '#portal/visit/form-fields.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export type ApiEntry = Offer['declared']['apis'][number];

const environments = ['sandbox', 'production'] as const;
const text = (maximum: number) => z.string().trim().max(maximum).default('');

/** What the form sends. What the values must be is judged by the operation: one rule set. */
export const settingsSchema = z.strictObject({
  ...{ nameFr: text(200), nameEn: text(200), descriptionFr: text(20_000), descriptionEn: text(20_000) },
  ...{ tags: textLines, scopes: textLines, type: text(32), terms: optionalText(64) },
  dialect: z.enum(['piste', 'ibm', 'problem']),
  credential: z.enum(['token', 'client-id', 'client-id-and-secret', 'api-key']),
  ...{ cors: tick, webSocket: tick, openData: tick, validation: tick },
  ...{ approver: optionalText(254), administrator: optionalText(254) },
  ...{ 'sandbox-host': text(253), 'sandbox-basePath': text(500), 'sandbox-upstream': text(4000) },
  ...{ 'sandbox-issuer': text(64), 'sandbox-label': text(100) },
  ...{ 'production-host': text(253), 'production-basePath': text(500), 'production-upstream': text(4000) },
  ...{ 'production-issuer': text(64), 'production-label': text(100) },
});

type Sent = z.output<typeof settingsSchema>;

/** The settings as `api.change` takes them; certificate authorities, which the form does not show, stay. */
export function settingsOf(sent: Sent, before: ApiEntry) {
  const { nameFr, nameEn, descriptionFr, descriptionEn, validation, approver, administrator, terms } = sent;
  return {
    name: { fr: nameFr, en: nameEn },
    description: { fr: descriptionFr, en: descriptionEn },
    ...{ tags: sent.tags, scopes: sent.scopes, type: sent.type, dialect: sent.dialect, credential: sent.credential },
    ...{ cors: sent.cors, webSocket: sent.webSocket, openData: sent.openData },
    validation: { needed: validation, ...(approver === undefined ? {} : { approver }) },
    ...(administrator === undefined ? {} : { administrator }),
    ...(terms === undefined ? {} : { terms }),
    deployments: Object.fromEntries(
      environments.flatMap((environment) => {
        const deployment = deploymentOf(sent, environment, before);
        return deployment === undefined ? [] : [[environment, deployment]];
      }),
    ),
  };
}

function deploymentOf(sent: Sent, environment: (typeof environments)[number], before: ApiEntry) {
  const { [`${environment}-host` as const]: host, [`${environment}-basePath` as const]: basePath } = sent;
  const { [`${environment}-upstream` as const]: upstream, [`${environment}-label` as const]: label } = sent;
  const issuer = sent[`${environment}-issuer`];
  if (host === '' && basePath === '' && upstream === '') return undefined;
  const addresses = upstream.split(/\s+/).filter((address) => address !== '');
  const upstreamAuthority = before.deployments[environment]?.upstreamAuthority;
  return {
    ...{ host, basePath, label },
    upstream: addresses.length > 1 ? addresses : (addresses[0] ?? ''),
    ...(issuer === '' ? {} : { issuer }),
    ...(upstreamAuthority === undefined ? {} : { upstreamAuthority }),
  };
}

/** What the form shows at first. */
export function givenSettings(api: ApiEntry): FormState['given'] {
  const [name, description] = [both(api.name), both(api.description)];
  const deployments = environments.flatMap((environment) => {
    const one = api.deployments[environment];
    if (one === undefined) return [];
    const { host, basePath, upstream, issuer = '', label } = one;
    const fields = { host, basePath, issuer, label, upstream: [upstream].flat().join('\n') };
    return Object.entries(fields).map(([field, value]) => [`${environment}-${field}`, value] as const);
  });
  return {
    ...{ nameFr: name.fr, nameEn: name.en, descriptionFr: description.fr, descriptionEn: description.en },
    ...{ tags: api.tags.join('\n'), scopes: api.scopes.join('\n'), type: api.type, terms: api.terms ?? '' },
    ...{ dialect: api.dialect, credential: api.credential },
    ...{ cors: api.cors ? 'on' : '', webSocket: api.webSocket ? 'on' : '', openData: api.openData ? 'on' : '' },
    ...{ validation: api.validation.needed ? 'on' : '', approver: api.validation.approver ?? '' },
    administrator: api.administrator ?? '',
    ...Object.fromEntries(deployments),
  };
}

type Props = { readonly visit: AccountVisit; readonly offer: Offer; readonly form: FormState; readonly action: string };

export const SettingsForm = ({ visit, offer, form, action }: Props) => {
  const words = texts[visit.language].settings;
  const choices = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([value, label]) => ({ value, label }));
  const termsChoices = offer.declared.terms.map(({ slug, title }) => ({
    value: slug,
    label: both(title)[visit.language],
  }));
  return (
    <Form action={action} csrfToken={visit.csrfToken()} form={form}>
      <TextField form={form} name="nameFr" label={words.nameFr} required maxlength={200} />
      <TextField form={form} name="nameEn" label={words.nameEn} required maxlength={200} />
      <TextArea form={form} name="descriptionFr" label={words.descriptionFr} />
      <TextArea form={form} name="descriptionEn" label={words.descriptionEn} />
      <TextArea form={form} name="tags" label={words.tags} hint={words.tagsHint} rows={3} />
      <TextField form={form} name="type" label={words.type} required maxlength={32} />
      <h3>{words.access}</h3>
      <SelectField
        form={form}
        name="credential"
        label={words.credential}
        choices={choices(words.credentials)}
        required
      />
      <TextArea form={form} name="scopes" label={words.scopes} hint={words.tagsHint} rows={2} />
      <SelectField form={form} name="dialect" label={words.dialect} choices={choices(words.dialects)} required />
      <SelectField form={form} name="terms" label={words.terms} choices={termsChoices} empty={words.noTerms} />
      <Tick form={form} name="validation" label={words.validation} />
      <TextField form={form} name="approver" type="email" label={words.approver} />
      <TextField form={form} name="administrator" type="email" label={words.administrator} />
      <Tick form={form} name="cors" label={words.cors} />
      <Tick form={form} name="webSocket" label={words.webSocket} />
      <Tick form={form} name="openData" label={words.openData} />
      {environments.map((environment) => (
        <DeploymentFields visit={visit} offer={offer} form={form} environment={environment} />
      ))}
      <FormButtons label={words.save} />
    </Form>
  );
};

type DeploymentProps = Omit<Props, 'action'> & { readonly environment: (typeof environments)[number] };

const DeploymentFields = ({ visit, offer, form, environment }: DeploymentProps) => {
  const words = texts[visit.language].settings;
  const issuers = offer.declared.issuers
    .filter((issuer) => issuer.environment === environment)
    .map(({ slug }) => ({ value: slug, label: slug }));
  const name = (field: string): string => `${environment}-${field}`;
  return (
    <fieldset class="group">
      <legend>{words.deployment[environment]}</legend>
      <p class="field-hint">{words.deploymentHint}</p>
      <TextField form={form} name={name('host')} label={words.host} maxlength={253} />
      <TextField form={form} name={name('basePath')} label={words.basePath} maxlength={500} />
      <TextArea form={form} name={name('upstream')} label={words.upstream} hint={words.upstreamHint} rows={2} />
      <SelectField form={form} name={name('issuer')} label={words.issuer} choices={issuers} empty={words.noIssuer} />
      <TextField form={form} name={name('label')} label={words.label} maxlength={100} />
    </fieldset>
  );
};
