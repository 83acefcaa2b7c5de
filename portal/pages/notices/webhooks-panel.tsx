import type { z } from 'zod';
import type { webhookSchema } from '#registry/webhooks/schema.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Badge, EmptyState } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import type { ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/notices/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export type ShownWebhook = z.output<typeof webhookSchema>;

type PanelProps = {
  readonly visit: AccountVisit;
  readonly application: ShownApplication;
  readonly webhooks: readonly ShownWebhook[];
};

/** The webhooks of an application, and the way to a further one. */
export const WebhooksPanel = ({ visit, application, webhooks }: PanelProps) => {
  const { language } = visit;
  const text = texts[language].webhooks;
  const place = { application: application.id };
  return (
    <>
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      {webhooks.length === 0 ? (
        <EmptyState title={text.none}>
          <p>{text.noneText}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.title}
          captionHidden
          columns={[
            {
              title: text.label,
              names: true,
              cell: ({ id, label }) => <a href={addresses.webhook.to({ ...place, webhook: id })}>{label}</a>,
            },
            { title: text.url, cell: ({ url }) => <code>{url}</code> },
            { title: text.state, cell: (webhook) => <WebhookBadge webhook={webhook} language={language} /> },
          ]}
          rows={webhooks}
        />
      )}
      <p>
        <a class="button button-plain" href={addresses.newWebhook.to(place)}>
          {text.make}
        </a>
      </p>
    </>
  );
};

type BadgeProps = { readonly webhook: ShownWebhook; readonly language: 'fr' | 'en' };

export const WebhookBadge = ({ webhook: { disabledAt, failingSince }, language }: BadgeProps) => {
  const text = texts[language].webhooks;
  if (disabledAt !== null) return <Badge kind="bad">{text.off}</Badge>;
  return failingSince === null ? <Badge kind="good">{text.works}</Badge> : <Badge kind="waiting">{text.failing}</Badge>;
};
