/** What the gateway decided, as a sentence and as a list of its steps. */
import { addresses } from '#portal/addresses.ts';
import { apiAt } from '#portal/pages/request-log/place.ts';
import type { ShownRequest } from '#portal/pages/request-log/shown-request.ts';
import { texts } from '#portal/pages/request-log/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { WhoCanChange } from '#portal/who-can-change.tsx';
import { Badge, Notice } from '#ui/components/page-parts.tsx';

type Part = { readonly visit: AccountVisit; readonly request: ShownRequest };

export const Verdict = ({ visit, request }: Part) => {
  const { language } = visit;
  const { decision, reason } = request;
  const text = texts[language].request;
  const today = todayOf(request);
  return (
    <Notice kind={isFine(request) ? 'success' : 'warning'} title={titleOf(visit, request)}>
      <p>{decision.text[language]}</p>
      {decision.who === null ? null : <Changer visit={visit} request={request} who={decision.who} />}
      {reason === null ? null : (
        <p>
          <a href={addresses.errorPage.to({ code: reason })}>{text.page(reason)}</a>
        </p>
      )}
      {today === null ? null : (
        <p>
          <a href={today}>{text.today}</a>
        </p>
      )}
    </Notice>
  );
};

function isFine({ outcome, status }: ShownRequest): boolean {
  return outcome === 'answered' && status < 400;
}

function titleOf({ language }: AccountVisit, request: ShownRequest): string {
  const text = texts[language];
  const { outcome, decision } = request;
  if (outcome === 'refused') {
    return decision.stoppedAt === null
      ? text.request.refusedSomewhere
      : text.request.refusedTitle(text.steps[decision.stoppedAt][0] ?? '');
  }
  if (outcome !== 'answered') return text.request.endedTitle;
  return isFine(request) ? text.request.answeredTitle : text.request.failedTitle;
}

/** Where the present is judged; null: nobody can be asked about. A provider may ask once the application has asked it for something. */
function todayOf({ application, sides, reason, outcome, ...request }: ShownRequest): string | null {
  const at = apiAt(request);
  if (application?.name == null || at === null || outcome !== 'refused') return null;
  const known = sides.consumer || sides.operator || reason !== 'subscription.missing';
  return known ? addresses.why.to({ application: application.id, ...at }) : null;
}

type Who = NonNullable<ShownRequest['decision']['who']>;

const Changer = ({ visit, request, who }: Part & { readonly who: Who }) => {
  const { language } = visit;
  const text = texts[language].request;
  const mail =
    who.mail === null ? null : { address: who.mail, subject: text.mailSubject(request.id), label: text.mail(who.mail) };
  return <WhoCanChange label={text.who} name={who.name[language]} mail={mail} />;
};

const badges = { passed: 'good', stopped: 'bad', not_reached: 'plain', unknown: 'plain' } as const;
const signs = { passed: '✓', stopped: '✗', not_reached: '–', unknown: '?' } as const;
const looks = { passed: 'step-green', stopped: 'step-red', not_reached: 'step-none', unknown: 'step-none' } as const;

/** Every step with its sign, its state in words, and what is asked there. */
export const DecisionSteps = ({ visit, request }: Part) => {
  const text = texts[visit.language];
  return (
    <ol class="steps">
      {request.decision.steps.map(({ step, state }) => {
        const [name, asked] = text.steps[step];
        const word = state === 'stopped' && request.outcome !== 'refused' ? 'ended' : state;
        return (
          <li class={looks[state]}>
            <h3>
              <span aria-hidden="true">{signs[state]}</span> {name}{' '}
              <Badge kind={badges[state]}>{text.states[word]}</Badge>
            </h3>
            <p>{state === 'stopped' ? request.decision.text[visit.language] : asked}</p>
          </li>
        );
      })}
    </ol>
  );
};
