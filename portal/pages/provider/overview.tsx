/** The first page of a console: what waits, what is on its way out, and how consumers see the provider. */
import { z } from 'zod';
import { timeZone } from '#registry/declarations/schema.ts';
import { changeProvider } from '#registry/offer/change-provider.ts';
import type { Offer } from '#registry/offer/get.ts';
import { run } from '#registry/operation.ts';
import { SelectField, TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate, formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { both, readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const sentSchema = z.strictObject({
  nameFr: z.string().trim().min(1).max(200),
  nameEn: z.string().trim().min(1).max(200),
  contact: z.email().max(254),
  timeZone,
});

/** The present one first: it may be another name of one of the others. */
function timeZones(present: string): { value: string; label: string }[] {
  return [...new Set([present, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({ value, label: value }));
}

export async function showOverview(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const { fr, en } = both(offer.declared.name);
  const { contact, timeZone: zone } = offer.declared;
  return show(visit, offer, freshForm(visit, { nameFr: fr, nameEn: en, contact, timeZone: zone }), 200);
}

/** Changes the names and the contact of the provider. */
export async function saveProvider(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, sentSchema);
  if (!sent.ok) return show(visit, offer, sent.form, sent.status);
  const { nameFr: fr, nameEn: en, ...others } = sent.value;
  const provider = offer.declared.slug;
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, changeProvider, { provider, name: { fr, en }, ...others }),
  );
  if (!saved.ok) return show(visit, offer, saved.form, saved.status);
  return seeOther(visit, addresses.console.to({ provider }), texts[visit.language].overview.saved);
}

function show(visit: AccountVisit, offer: Offer, form: FormState, status: number): Promise<Response> {
  const text = texts[visit.language].overview;
  const provider = offer.declared.slug;
  return showConsole(visit, {
    ...{ offer, area: 'overview', status, title: text.title(shown(offer.declared.name, visit)) },
    actions: (
      <a class="button button-primary" href={addresses.consolePublish.to({ provider })}>
        {text.publish}
      </a>
    ),
    body: (
      <>
        <Waiting visit={visit} offer={offer} />
        <Leaving visit={visit} offer={offer} />
        <Card title={text.identity}>
          <Form action={addresses.console.to({ provider })} csrfToken={visit.csrfToken()} form={form}>
            <TextField form={form} name="nameFr" label={text.nameFr} required maxlength={200} />
            <TextField form={form} name="nameEn" label={text.nameEn} required maxlength={200} />
            <TextField form={form} name="contact" type="email" label={text.contact} required maxlength={254} />
            <SelectField
              form={form}
              name="timeZone"
              label={text.timeZone}
              hint={text.timeZoneHint}
              required
              choices={timeZones(offer.declared.timeZone)}
            />
            <FormButtons label={words[visit.language].save} />
          </Form>
        </Card>
      </>
    ),
  });
}

type Props = { readonly visit: AccountVisit; readonly offer: Offer };

const Waiting = ({ visit, offer }: Props) => {
  const text = texts[visit.language].overview;
  const provider = offer.declared.slug;
  const drafts = offer.declared.apis
    .filter(({ status }) => status === 'draft')
    .map(({ slug, version }) => `${slug}@${version}`);
  const contracts = offer.apis.filter(({ contractWaits }) => contractWaits).map(({ name }) => name);
  const nothing = offer.waiting === 0 && drafts.length === 0 && contracts.length === 0;
  return (
    <Card title={text.waits}>
      {nothing ? <p>{text.nothingWaits}</p> : null}
      {offer.waiting === 0 ? null : (
        <p>
          <a href={addresses.consoleRequests.to({ provider })}>
            {text.requests(formatNumber(offer.waiting, visit.language))}
          </a>
        </p>
      )}
      <ApiLinks title={text.drafts} provider={provider} names={drafts} />
      <ApiLinks title={text.contracts} provider={provider} names={contracts} />
    </Card>
  );
};

const ApiLinks = (props: { readonly title: string; readonly provider: string; readonly names: readonly string[] }) =>
  props.names.length === 0 ? null : (
    <>
      <h3>{props.title}</h3>
      <ul>
        {props.names.map((name) => {
          const [api = '', version = ''] = name.split('@', 2);
          return (
            <li>
              <a href={addresses.consoleApi.to({ provider: props.provider, api, version })}>
                {api} {version}
              </a>
            </li>
          );
        })}
      </ul>
    </>
  );

const Leaving = ({ visit, offer }: Props) => {
  const text = texts[visit.language].overview;
  const provider = offer.declared.slug;
  const leaving = offer.declared.apis.filter(({ status }) => status === 'deprecated');
  return (
    <Card title={text.leaving}>
      {leaving.length === 0 ? <p>{text.nobodyLeaves}</p> : null}
      <ul>
        {leaving.map(({ slug: api, version, sunset }) => (
          <li>
            <a href={addresses.consoleApi.to({ provider, api, version })}>
              {api} {version}
            </a>
            {' – '}
            {sunset === undefined ? text.noEnd : text.ends(formatDate(sunset, visit.language))}
          </li>
        ))}
      </ul>
    </Card>
  );
};
