/** The page of one request or subscription: how it stands, since when, who decides, and what each side may do. */
import { run } from '#registry/operation.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { Breadcrumbs, Card, Facts, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { formatMoment, formatSpan } from '#ui/format.ts';
import type { FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { DecisionForm, WithdrawForm } from '#portal/pages/subscriptions/decision-forms.tsx';
import { History } from '#portal/pages/subscriptions/history.tsx';
import { limitsText } from '#portal/pages/subscriptions/limits-text.ts';
import { apiParts, productParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { AskPlanForm, DecidePlanForm } from '#portal/pages/subscriptions/plan-forms.tsx';
import type { ShownRequest } from '#portal/pages/subscriptions/shown.ts';
import { StateBadge } from '#portal/pages/subscriptions/state-badge.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Shows the request that the address names, to both of its sides. */
export async function showRequest(visit: AccountVisit): Promise<Response> {
  return showRequestWith(visit, freshForm(visit));
}

/** The same with a form that was refused. */
export async function showRequestWith(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const subscription = param(visit, 'subscription');
  const request = await run(visit.services.registry, visit.actor, getSubscription, { subscription });
  const { language } = visit;
  const text = texts[language];
  const title = text.request.title(request.product.name[language]);
  return showPage(visit, {
    title,
    status,
    body: (
      <>
        <Breadcrumbs label={title} crumbs={crumbsOf(visit, request)} />
        <PageHead title={title} />
        <Standing visit={visit} request={request} />
        <RequestFacts visit={visit} request={request} />
        {request.options.provider ? <DecisionForm visit={visit} request={request} form={form} /> : null}
        <DecidePlanForm visit={visit} request={request} form={form} />
        <AskPlanForm visit={visit} request={request} form={form} />
        <WithdrawForm visit={visit} request={request} form={form} />
        <History language={language} request={request} />
      </>
    ),
  });
}

function crumbsOf({ language }: AccountVisit, { options, provider, product, application }: ShownRequest) {
  const text = texts[language];
  const back =
    options.provider && !options.consumer
      ? {
          label: text.inbox.title(provider.name[language]),
          href: addresses.consoleRequests.to({ provider: provider.slug }),
        }
      : { label: text.requests.title, href: addresses.requests.to() };
  return [back, { label: `${application.name} → ${product.name[language]}` }];
}

type Part = { readonly visit: AccountVisit; readonly request: ShownRequest };

/** The sentence that says what the state means, whose turn it is, and why it came so. */
const Standing = ({ visit, request }: Part) => {
  const { language } = visit;
  const text = texts[language].request;
  const { state, withdrawn, reason, deciders } = request;
  const kind = state === 'approved' ? 'success' : state === 'pending' ? 'information' : 'warning';
  const said = withdrawn
    ? text.withdrawn
    : state === 'pending'
      ? text.waiting([...deciders.names, ...deciders.mails].join(', '))
      : text[state];
  return (
    <Notice kind={kind}>
      <p>{said}</p>
      {reason === '' ? null : (
        <p class="as-typed">
          {texts[language].fields.reason}
          {texts[language].colon} {reason}
        </p>
      )}
      <NextSteps visit={visit} request={request} />
    </Notice>
  );
};

/** Where to go from here. */
const NextSteps = ({ visit, request }: Part) => {
  const text = texts[visit.language].request;
  const application = request.applicationId;
  const ended = request.options.consumer && (request.state === 'rejected' || request.state === 'revoked');
  const first = request.apis[0];
  const again = addresses.subscribe.to(productParts(request.product.reference), { application });
  return (
    <p class="links">
      {first === undefined ? null : (
        <a href={addresses.why.to({ application, ...apiParts(first.reference) })}>{text.why}</a>
      )}
      {ended ? <a href={again}>{text.again}</a> : null}
    </p>
  );
};

const RequestFacts = ({ visit, request }: Part) => {
  const { language } = visit;
  const text = texts[language].fields;
  const { application, plan, provider, requester, since } = request;
  const nowMs = visit.services.registry.clock.nowMs();
  const name = request.options.consumer ? (
    <a href={addresses.application.to({ application: request.applicationId })}>{application.name}</a>
  ) : (
    application.name
  );
  return (
    <Card>
      <Facts
        facts={[
          [text.state, <StateBadge language={language} state={request.state} withdrawn={request.withdrawn} />],
          [text.since, `${formatMoment(since, language)} (${formatSpan(since, nowMs, language)})`],
          [text.application, name],
          [text.environment, words[language].environment[application.environment]],
          [text.organisation, application.organisation],
          [text.provider, provider.name[language]],
          [
            text.product,
            <a href={addresses.product.to(productParts(request.product.reference))}>
              {request.product.name[language]}
            </a>,
          ],
          [text.apis, <ApiLinks visit={visit} request={request} />],
          [text.plan, `${plan.name[language]} (${limitsText(plan, language)})`],
          ...(request.wanted === null
            ? []
            : [[text.wantedPlan, texts[language].request.plan.wanted(request.wanted.plan.name[language])] as const]),
          [text.requestedBy, requester === null ? texts[language].nobody : `${requester.name}, ${requester.email}`],
          [text.requestedAt, formatMoment(request.requestedAt, language)],
          [text.deciders, <Deciders request={request} />],
          [text.responsible, application.responsible || words[language].none],
          [text.contact, application.email],
          ...(application.phone === '' ? [] : [[text.phone, application.phone] as const]),
          ...(application.description === '' ? [] : [[text.description, application.description] as const]),
          ...(request.message === '' ? [] : [[text.message, <span class="as-typed">{request.message}</span>] as const]),
        ]}
      />
    </Card>
  );
};

const ApiLinks = ({ visit, request }: Part) => (
  <ul class="plain-list">
    {request.apis.map(({ reference, name }) => (
      <li>
        <a href={addresses.apiVersion.to(apiParts(reference))}>
          {name[visit.language]} {apiParts(reference).version}
        </a>
      </li>
    ))}
  </ul>
);

const Deciders = ({ request: { deciders } }: Pick<Part, 'request'>) => (
  <>
    {deciders.names.join(', ')}
    {deciders.names.length > 0 && deciders.mails.length > 0 ? ' — ' : ''}
    {deciders.mails.map((mail, at) => (
      <>
        {at > 0 ? ', ' : ''}
        <a href={`mailto:${mail}`}>{mail}</a>
      </>
    ))}
  </>
);
