/** "Why am I refused?": every step with its light, who can change it, and the way there. */
import { run } from '#registry/operation.ts';
import { explainRefusal } from '#registry/why/explain.ts';
import { Badge, Breadcrumbs, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { RequestSearch } from '#portal/pages/request-log/search.tsx';
import { remedyAddress } from '#portal/pages/subscriptions/remedies.ts';
import type { ShownStep, ShownWhy } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { WhoCanChange } from '#portal/who-can-change.tsx';

/** Explains the calls of the application to the API that the address names. */
export async function showWhy(visit: AccountVisit): Promise<Response> {
  const { language } = visit;
  const text = texts[language].why;
  const application = param(visit, 'application');
  const api = { provider: param(visit, 'provider'), api: param(visit, 'api'), version: param(visit, 'version') };
  const asked = { application, api: `${api.provider}/${api.api}@${api.version}` };
  const why = await run(visit.services.registry, visit.actor, explainRefusal, asked);
  const apiName = `${why.api.name[language]} ${api.version}`;
  return showPage(visit, {
    title: `${text.title} ${apiName}`,
    body: (
      <>
        <Breadcrumbs
          label={text.title}
          crumbs={[
            { label: why.application.name, href: addresses.application.to({ application }) },
            { label: text.toApis, href: addresses.applicationApis.to({ application }) },
            { label: apiName },
          ]}
        />
        <PageHead
          title={text.title}
          lead={text.lead(why.application.name, apiName, words[language].environment[why.environment])}
        />
        <Verdict visit={visit} why={why} />
        <ol class="steps">
          {why.steps.map((step) => (
            <Step visit={visit} why={why} step={step} />
          ))}
        </ol>
        <RequestSearch visit={visit} />
        <p class="links">
          <a href={addresses.applicationRequests.to({ application }, { api: why.api.id })}>{text.toRequests}</a>
          <a href={addresses.applicationApis.to({ application })}>{text.toApis}</a>
          <a href={addresses.apiVersion.to(api)}>{text.toApi}</a>
        </p>
      </>
    ),
  });
}

type Part = { readonly visit: AccountVisit; readonly why: ShownWhy };

const Verdict = ({ visit, why }: Part) => {
  const text = texts[visit.language].why;
  if (why.passes) {
    return (
      <Notice kind="success" title={text.passes}>
        <p>{text.passesHint}</p>
      </Notice>
    );
  }
  const blocking = why.steps.filter(({ light }) => light === 'red').length;
  return (
    <Notice kind="warning" title={text.refused(blocking)}>
      {why.gatewayReason === null ? null : (
        <p>
          {text.answer} <code>X-Guichet-Reason: {why.gatewayReason}</code>
        </p>
      )}
    </Notice>
  );
};

const badges = { green: 'good', red: 'bad', none: 'plain' } as const;

const Step = ({ visit, why, step }: Part & { readonly step: ShownStep }) => {
  const { language } = visit;
  const text = texts[language].why;
  return (
    <li class={`step-${step.light}`}>
      <h2>
        {text.steps[step.step]} <Badge kind={badges[step.light]}>{text.lights[step.light]}</Badge>
      </h2>
      <p class="as-typed">{step.text[language]}</p>
      {step.warning === null ? null : (
        <p>
          <strong>{text.soon}</strong> {step.warning[language]}
        </p>
      )}
      {step.refusedBy === null || step.refusedBy === 'gateway' ? null : <p>{text.refusedBy[step.refusedBy]}</p>}
      {step.who === null ? null : <Changer visit={visit} why={why} step={step} who={step.who} />}
    </li>
  );
};

type ChangerProps = Part & { readonly step: ShownStep; readonly who: NonNullable<ShownStep['who']> };

/** Who can change it: a button for the one who reads this, an address to write to for others. */
const Changer = ({ visit, why, step, who }: ChangerProps) => {
  const { language } = visit;
  const text = texts[language].why;
  const mine = who.kind === 'you' || visit.session.operator;
  const address = mine ? remedyAddress(why, step) : null;
  const subject = text.mailSubject(why.application.name, why.api.reference);
  const mail = who.mail === null ? null : { address: who.mail, subject, label: text.mail(who.mail) };
  return (
    <WhoCanChange label={text.who} name={who.name[language]} mail={mail}>
      {address === null ? null : (
        <a class="button button-primary" href={address}>
          {text.remedies[step.remedy ?? ''] ?? step.remedy}
          <span class="unseen"> ({text.steps[step.step]})</span>
        </a>
      )}
    </WhoCanChange>
  );
};
