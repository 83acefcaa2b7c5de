/** How a version of an API ends: announced with a day, taken back, or at once. */
import { SelectField, TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import type { NamedApi } from '#portal/pages/provider/named-api.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Props = { readonly visit: AccountVisit; readonly named: NamedApi; readonly form: FormState };

export const LifeCard = ({ visit, named, form }: Props) => {
  const { language } = visit;
  const text = texts[language].api;
  const { api, facts, name, at } = named;
  const csrfToken = visit.csrfToken();
  const end =
    api.sunset === undefined
      ? texts[language].overview.noEnd
      : texts[language].overview.ends(formatDate(api.sunset, language));
  return (
    <Card title={text.life}>
      {api.deprecated === undefined ? null : <p>{text.announced(formatDate(api.deprecated, language), end)}</p>}
      {api.status === 'draft' ? null : <DeprecateForm visit={visit} named={named} form={form} />}
      {api.status === 'deprecated' ? (
        <ActionButton action={addresses.consoleApiReinstate.to(at)} csrfToken={csrfToken} label={text.reinstate} />
      ) : null}
      <h3>{text.retire}</h3>
      <Form action={addresses.consoleApiRetire.to(at)} csrfToken={csrfToken} form={form}>
        <p>{text.retireHint(formatNumber(facts.subscribers, language))}</p>
        <TextField form={form} name="confirm" label={text.retireConfirm(name)} required maxlength={100} />
        <FormButtons label={text.retire} kind="danger" />
      </Form>
    </Card>
  );
};

const DeprecateForm = ({ visit, named, form }: Props) => {
  const text = texts[visit.language].api;
  const { offer, api, name, at } = named;
  const others = offer.declared.apis
    .map(({ slug, version }) => `${slug}@${version}`)
    .filter((other) => other !== name)
    .map((other) => ({ value: other, label: other.replace('@', ' ') }));
  const label = api.status === 'deprecated' ? text.deprecateAgain : text.deprecate;
  return (
    <>
      <h3>{label}</h3>
      <Form action={addresses.consoleApiDeprecate.to(at)} csrfToken={visit.csrfToken()} form={form}>
        <p>{text.deprecateHint}</p>
        <TextField form={form} name="sunset" type="date" label={text.sunset} hint={text.sunsetHint} />
        <SelectField form={form} name="successor" label={text.successor} choices={others} empty={text.noSuccessor} />
        <FormButtons label={label} />
      </Form>
    </>
  );
};
