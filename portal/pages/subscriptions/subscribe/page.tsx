/** From a product to a subscription: plan, application, ask. */
import { Form, FormButtons } from '#ui/components/form.tsx';
import { RadioGroup, SelectField, TextArea, TextField, Tick } from '#ui/components/field.tsx';
import { Breadcrumbs, Notice, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { limitsText } from '#portal/pages/subscriptions/limits-text.ts';
import { readOwnApplications, type OwnApplication } from '#portal/pages/subscriptions/own-applications.ts';
import { apiParts, productParts, termsParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { readOffer, type SubscribeOffer } from '#portal/pages/subscriptions/subscribe/offer.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm } from '#portal/visit/form.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

/** Stands for an application that is made on the way. */
export const newApplicationValue = 'new';

/** Shows the form; the address may say which plan and which application are meant. */
export async function showSubscribe(visit: AccountVisit): Promise<Response> {
  const given = { plan: query(visit, 'plan'), application: query(visit, 'application') };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  return showSubscribeWith(visit, freshForm(visit, chosen));
}

/** The same with a form that was refused. */
export async function showSubscribeWith(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { language } = visit;
  const text = texts[language].subscribe;
  const offer = await readOffer(visit);
  const applications = await readOwnApplications(visit);
  const { product } = offer;
  const title = text.title(product.name[language]);
  const back = { href: addresses.product.to(productParts(product.reference)), label: text.back };
  return showPage(visit, {
    title,
    status,
    body: (
      <>
        <Breadcrumbs label={title} crumbs={[{ label: product.name[language], href: back.href }, { label: title }]} />
        <PageHead title={title} lead={text.lead} />
        <Contents offer={offer} contains={text.contains} />
        {visit.standing.organisations.length === 0 ? (
          <Notice kind="warning">
            <p>{text.noOrganisation}</p>
          </Notice>
        ) : product.plans.length === 0 ? (
          <Notice kind="warning">
            <p>{text.noPlan}</p>
          </Notice>
        ) : (
          <SubscribeForm visit={visit} form={form} offer={offer} applications={applications} back={back} />
        )}
      </>
    ),
  });
}

const Contents = ({ offer, contains }: { readonly offer: SubscribeOffer; readonly contains: string }) => (
  <p>
    {contains}{' '}
    {offer.apis.map(({ reference, name }, at) => (
      <>
        {at > 0 ? ', ' : ''}
        <a href={addresses.apiVersion.to(apiParts(reference))}>{name}</a>
      </>
    ))}
  </p>
);

type PartProps = {
  readonly visit: AccountVisit;
  readonly form: FormState;
  readonly offer: SubscribeOffer;
  readonly applications: readonly OwnApplication[];
};

const SubscribeForm = (props: PartProps & { readonly back: { readonly href: string; readonly label: string } }) => {
  const { visit, form, offer, applications } = props;
  const text = texts[visit.language].subscribe;
  const { product } = offer;
  return (
    <Form
      action={addresses.subscribe.to(productParts(product.reference))}
      csrfToken={visit.csrfToken()}
      form={withDefaults(form, props)}
    >
      <Plans {...props} form={withDefaults(form, props)} />
      {applications.length === 0 ? (
        <>
          <p>{text.noApplication}</p>
          <input type="hidden" name="application" value={newApplicationValue} />
        </>
      ) : (
        <SelectField
          form={form}
          name="application"
          label={text.application}
          choices={[
            ...applications.map(({ id, name, organisationName, environment }) => ({
              value: id,
              label: `${name} — ${organisationName}, ${words[visit.language].environment[environment]}`,
            })),
            { value: newApplicationValue, label: text.newApplication },
          ]}
          empty={text.chooseApplication}
          required
        />
      )}
      <NewApplication {...props} />
      <TextArea form={form} name="message" label={text.message} hint={text.messageHint} maxlength={2000} />
      <Terms {...props} />
      <FormButtons label={text.submit} cancel={props.back} />
    </Form>
  );
};

/** The only plan is chosen already. */
function withDefaults(form: FormState, { offer }: PartProps): FormState {
  const only = offer.product.plans.length === 1 ? offer.product.plans[0]?.slug : undefined;
  if (only === undefined || form.given['plan'] !== undefined) return form;
  return { ...form, given: { ...form.given, plan: only } };
}

const Plans = ({ visit, form, offer }: PartProps) => {
  const { language } = visit;
  const text = texts[language].subscribe;
  const always = offer.apis.some(({ validationNeeded }) => validationNeeded);
  return (
    <RadioGroup
      form={form}
      name="plan"
      legend={text.plan}
      choices={offer.product.plans.map((plan) => ({
        value: plan.slug,
        label: plan.name[language],
        hint: `${limitsText(plan, language)}${texts[language].semicolon} ${always || plan.approvalNeeded ? text.approval : text.atOnce}`,
      }))}
    />
  );
};

const NewApplication = ({ visit, form, applications }: PartProps) => {
  const { language } = visit;
  const text = texts[language].subscribe;
  const { organisations } = visit.standing;
  const environments = (['sandbox', 'production'] as const).map((value) => ({
    value,
    label: words[language].environment[value],
  }));
  return (
    <fieldset class="group">
      <legend>{text.newTitle}</legend>
      {applications.length === 0 ? null : <p class="field-hint">{text.newHint}</p>}
      <TextField form={form} name="name" label={text.name} maxlength={300} />
      <SelectField
        form={form}
        name="organisation"
        label={text.organisation}
        choices={organisations.map(({ slug, name }) => ({ value: slug, label: name }))}
        required
      />
      <SelectField form={form} name="environment" label={text.environment} choices={environments} required />
    </fieldset>
  );
};

const Terms = ({ visit, form, offer }: PartProps) => {
  const text = texts[visit.language].subscribe;
  if (offer.terms.length === 0) return null;
  return (
    <fieldset class="group">
      <legend>{text.terms}</legend>
      <p class="field-hint">{text.acceptHint}</p>
      {offer.terms.map(({ reference, title, version, versionId }) => (
        <>
          <Tick form={form} name="accept" value={versionId} label={text.accept(title, version)} />
          <p>
            <a href={addresses.terms.to(termsParts(reference))} target="_blank" rel="noopener">
              {text.read}
              {texts[visit.language].colon} {title}
            </a>
          </p>
        </>
      ))}
    </fieldset>
  );
};
