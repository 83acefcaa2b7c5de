/** What was sent to a webhook, and what came of it. */
import type { z } from 'zod';
import { payloadOf } from '#notifications/webhooks/payload.ts';
import { failures, type Failure } from '#notifications/webhooks/post.ts';
import { run } from '#registry/operation.ts';
import { getDelivery, sendDeliveryAgain } from '#registry/webhooks/deliveries.ts';
import type { attemptSchema, deliverySchema } from '#registry/webhooks/schema.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { ActionButton } from '#ui/components/form.tsx';
import { Badge, CodeBlock, EmptyState, Facts } from '#ui/components/page-parts.tsx';
import { formatInstant, formatMoment, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showBelow } from '#portal/pages/applications/frame.tsx';
import { readNamedWebhook } from '#portal/pages/notices/named-webhook.ts';
import { summaryOf } from '#portal/pages/notices/summary.ts';
import { texts } from '#portal/pages/notices/texts.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

type Delivery = z.output<typeof deliverySchema>;
type Attempt = z.output<typeof attemptSchema>;

const badges = { waiting: 'waiting', delivered: 'good', failed: 'bad' } as const;

type StateProps = { readonly delivery: Delivery; readonly language: 'fr' | 'en' };

const State = ({ delivery: { state, nextAttemptAt, attempts }, language }: StateProps) => {
  const text = texts[language].deliveries;
  return (
    <>
      <Badge kind={badges[state]}>{text.states[state]}</Badge>
      {nextAttemptAt === null || attempts === 0 ? null : (
        <div class="small">{text.next(formatInstant(nextAttemptAt, language))}</div>
      )}
    </>
  );
};

const Instant = ({ at, language }: { readonly at: string; readonly language: 'fr' | 'en' }) => (
  <time datetime={at}>{formatInstant(at, language)}</time>
);

type TableProps = {
  readonly visit: AccountVisit;
  readonly place: { readonly application: string; readonly webhook: string };
  readonly deliveries: readonly Delivery[];
};

export const DeliveriesTable = ({ visit: { language }, place, deliveries }: TableProps) => {
  const text = texts[language].deliveries;
  if (deliveries.length === 0) {
    return (
      <EmptyState title={text.none}>
        <p>{text.noneText}</p>
      </EmptyState>
    );
  }
  return (
    <DataTable
      caption={text.title}
      captionHidden
      columns={[
        {
          title: text.type,
          names: true,
          cell: (delivery) => (
            <a href={addresses.webhookDelivery.to({ ...place, delivery: delivery.id })}>
              {summaryOf(delivery, language)}
            </a>
          ),
        },
        { title: text.when, cell: ({ occurredAt }) => <Instant at={occurredAt} language={language} /> },
        { title: text.state, cell: (delivery) => <State delivery={delivery} language={language} /> },
        { title: text.attempts, numeric: true, cell: ({ attempts }) => formatNumber(attempts, language) },
      ]}
      rows={deliveries}
    />
  );
};

/** Shows one. @throws Problem `application.not_found`, `path.not_found`, `delivery.not_found` (404) */
export async function showDelivery(visit: AccountVisit): Promise<Response> {
  const { services, actor, language } = visit;
  const { application, webhook, place } = await readNamedWebhook(visit);
  const named = { ...place, delivery: param(visit, 'delivery') };
  const delivery = await run(services.registry, actor, getDelivery, named);
  const text = texts[language].deliveries;
  const sent = payloadOf({ ...delivery, occurredAt: new Date(delivery.occurredAt) }, services.portalUrl);
  return showBelow(visit, {
    ...{ application, tab: 'notices', title: summaryOf(delivery, language) },
    within: { label: webhook.label, href: addresses.webhook.to(place) },
    body: (
      <>
        <Facts
          facts={[
            [text.state, <State delivery={delivery} language={language} />],
            [text.when, formatMoment(delivery.occurredAt, language)],
            [text.id, <code>{delivery.messageId}</code>],
          ]}
        />
        <ActionButton
          action={addresses.sendDeliveryAgain.to(named)}
          csrfToken={visit.csrfToken()}
          label={text.again}
          shut={webhook.disabledAt === null ? undefined : text.off}
        />
        <h2>{text.log}</h2>
        {delivery.log.length === 0 ? <p>{text.notYet}</p> : <Attempts attempts={delivery.log} language={language} />}
        <h2>{text.sent}</h2>
        <CodeBlock language={language} label={text.sent} code={JSON.stringify(sent, null, 2)} />
      </>
    ),
  });
}

type AttemptsProps = { readonly attempts: readonly Attempt[]; readonly language: 'fr' | 'en' };

const Attempts = ({ attempts, language }: AttemptsProps) => {
  const text = texts[language].deliveries;
  return (
    <DataTable
      caption={text.log}
      captionHidden
      columns={[
        { title: text.began, names: true, cell: ({ startedAt }) => <Instant at={startedAt} language={language} /> },
        { title: text.outcome, cell: (attempt) => outcomeOf(attempt, language) },
        {
          title: text.took,
          numeric: true,
          cell: ({ latencyMs }) => text.milliseconds(formatNumber(latencyMs, language)),
        },
        { title: text.answer, cell: ({ answer }) => <div class="as-typed">{answer === '' ? '–' : answer}</div> },
      ]}
      rows={attempts}
    />
  );
};

function outcomeOf({ status, failure }: Attempt, language: 'fr' | 'en'): string {
  const text = texts[language];
  if (failure === null) return text.deliveries.taken(status ?? 0);
  const known = failures.find((one): one is Failure => one === failure);
  const why = known === undefined ? failure : text.failures[known];
  return status === null ? why : `${status} – ${why}`;
}

/** Sends it once more. @throws Problem `webhook.not_found`, `delivery.not_found` (404), `webhook.disabled` (409) */
export async function sendAgain(visit: AccountVisit): Promise<Response> {
  const place = {
    ...{ application: param(visit, 'application'), webhook: param(visit, 'webhook') },
    delivery: param(visit, 'delivery'),
  };
  await run(visit.services.registry, visit.actor, sendDeliveryAgain, place);
  return seeOther(visit, addresses.webhookDelivery.to(place), texts[visit.language].deliveries.sentAgain);
}
