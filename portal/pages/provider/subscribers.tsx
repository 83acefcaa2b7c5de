/** Who uses what the provider offers: found, filtered, and moved to another plan. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { run } from '#registry/operation.ts';
import { changePlan } from '#registry/subscriptions/change-plan.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { subscriptionStateSchema } from '#registry/subscriptions/schema.ts';
import { liveStates } from '#registry/subscriptions/transitions.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { SelectField, TextField } from '#ui/components/field.tsx';
import { Badge, EmptyState, Pager } from '#ui/components/page-parts.tsx';
import { csrfField } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** What an address may ask for; what it may not is passed over. */
const askedSchema = z.object({
  search: z.string().trim().max(200).catch(''),
  state: z.enum(['', ...subscriptionStateSchema.options]).catch('approved'),
  environment: z.enum(['', 'sandbox', 'production']).catch(''),
  after: z.string().max(2048).catch(''),
});
type Asked = z.output<typeof askedSchema>;
type Row = z.output<typeof listRequests.output>['items'][number];

export async function showSubscribers(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const { language, services, actor } = visit;
  const text = texts[language].subscribers;
  const provider = offer.declared.slug;
  const asked = askedSchema.parse(Object.fromEntries(visit.url.searchParams));
  const { items, next } = await run(services.registry, actor, listRequests, {
    provider,
    ...(asked.search === '' ? {} : { search: asked.search }),
    ...(asked.state === '' ? {} : { state: asked.state }),
    ...(asked.environment === '' ? {} : { environment: asked.environment }),
    ...(asked.after === '' ? {} : { after: asked.after }),
  });
  const here = addresses.consoleSubscribers;
  return showConsole(visit, {
    ...{ offer, area: 'subscribers', title: text.title, lead: text.lead },
    body: (
      <>
        <Filters visit={visit} provider={provider} asked={asked} />
        {items.length === 0 ? (
          <EmptyState title={text.empty}>
            <p>{text.emptyWhy}</p>
          </EmptyState>
        ) : (
          <SubscriberTable visit={visit} offer={offer} rows={items} />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ provider }, { ...asked, after: next })}
          first={asked.after === '' ? null : here.to({ provider }, { ...asked, after: null })}
        />
      </>
    ),
  });
}

const planSchema = z.strictObject({ subscription: z.string().max(100), plan: z.string().max(64) });

/** Moves a subscription to another plan. */
export async function moveToPlan(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const address = addresses.consoleSubscribers.to({ provider: offer.declared.slug });
  const sent = readForm(visit, planSchema);
  if (!sent.ok) return seeOther(visit, address);
  await run(visit.services.registry, visit.actor, changePlan, sent.value);
  return seeOther(visit, address, texts[visit.language].subscribers.changed);
}

type FilterProps = { readonly visit: AccountVisit; readonly provider: string; readonly asked: Asked };

const Filters = ({ visit, provider, asked }: FilterProps) => {
  const { language } = visit;
  const text = texts[language];
  const form = freshForm(visit, asked);
  const states = subscriptionStateSchema.options.map((value) => ({ value, label: text.states[value] }));
  const environments = (['sandbox', 'production'] as const).map((value) => ({
    value,
    label: words[language].environment[value],
  }));
  return (
    <form method="get" action={addresses.consoleSubscribers.to({ provider })} class="filters" role="search">
      <TextField form={form} name="search" type="search" label={text.subscribers.search} maxlength={200} />
      <SelectField
        form={form}
        name="state"
        label={text.subscribers.state}
        choices={states}
        empty={text.subscribers.live}
      />
      <SelectField
        form={form}
        name="environment"
        label={text.subscribers.environment}
        choices={environments}
        empty={text.subscribers.all}
      />
      <button type="submit" class="button button-plain">
        {text.subscribers.filter}
      </button>
    </form>
  );
};

type TableProps = { readonly visit: AccountVisit; readonly offer: Offer; readonly rows: readonly Row[] };

const SubscriberTable = ({ visit, offer, rows }: TableProps) => {
  const { language } = visit;
  const text = texts[language].subscribers;
  return (
    <DataTable
      caption={text.caption}
      captionHidden
      rows={rows}
      columns={[
        {
          title: text.application,
          names: true,
          cell: ({ id, application }) => (
            <a href={addresses.request.to({ subscription: id })}>
              {application.name} ({words[language].environment[application.environment]})
            </a>
          ),
        },
        { title: text.organisation, cell: ({ application }) => application.organisation },
        { title: text.contact, cell: ({ application }) => application.email },
        { title: text.product, cell: ({ product }) => product.name[language] },
        { title: text.plan, cell: (row) => <PlanCell visit={visit} offer={offer} row={row} /> },
        {
          title: text.state,
          cell: ({ state }) => (
            <Badge kind={state === 'approved' ? 'good' : 'plain'}>{texts[language].states[state]}</Badge>
          ),
        },
        { title: text.since, cell: ({ since }) => formatDate(since, language) },
      ]}
    />
  );
};

/** The plan, and the others of the product to move to while the subscription lives. */
const PlanCell = ({
  visit,
  offer,
  row,
}: {
  readonly visit: AccountVisit;
  readonly offer: Offer;
  readonly row: Row;
}) => {
  const text = texts[visit.language].subscribers;
  const slug = row.product.reference.split('/')[1];
  const plans = offer.declared.products.find((product) => product.slug === slug)?.plans ?? [];
  const others = plans.filter((plan) => plan.slug !== row.plan.slug);
  const name = row.plan.name[visit.language];
  if (others.length === 0 || !liveStates.includes(row.state)) return <>{name}</>;
  return (
    <>
      {name}
      <form method="post" action={addresses.consoleSubscriberPlan.to({ provider: offer.declared.slug })} class="action">
        <input type="hidden" name={csrfField} value={visit.csrfToken()} />
        <input type="hidden" name="subscription" value={row.id} />
        <select name="plan" aria-label={`${text.change}: ${row.application.name}`}>
          {others.map((plan) => (
            <option value={plan.slug}>{shown(plan.name, visit)}</option>
          ))}
        </select>
        <button type="submit" class="button button-plain">
          {text.change}
        </button>
      </form>
    </>
  );
};
