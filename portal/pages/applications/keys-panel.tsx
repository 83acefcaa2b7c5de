/** The API keys of an application, and the form for a further one. */
import type { z } from 'zod';
import type { apiKeySchema } from '#registry/credentials/api-key.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { isLive } from '#portal/pages/applications/credential-state.ts';
import type { ShownApplication } from '#portal/pages/applications/frame.tsx';
import { LabelAndEnd, StateBadge } from '#portal/pages/applications/label-and-end.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Key = z.output<typeof apiKeySchema>;

type PanelProps = {
  readonly visit: AccountVisit;
  readonly application: ShownApplication;
  readonly keys: readonly Key[];
  readonly form: FormState;
};

export const KeysPanel = ({ visit, application, keys, form }: PanelProps) => {
  const { language, services } = visit;
  const text = texts[language].credentials;
  const now = new Date(services.registry.clock.nowMs());
  const live = keys.filter((key) => isLive(key, now));
  const former = keys.filter((key) => !isLive(key, now));
  const columns = columnsFor(visit, now);
  return (
    <>
      {live.length === 0 ? (
        <EmptyState title={text.noKeys}>
          <p>{text.noKeysText}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.keys}
          captionHidden
          columns={[...columns, withdrawColumn(visit, application)]}
          rows={live}
        />
      )}
      {former.length === 0 ? null : (
        <details>
          <summary>{text.former(formatNumber(former.length, language))}</summary>
          <DataTable
            caption={`${text.keys}: ${text.former(formatNumber(former.length, language))}`}
            captionHidden
            columns={columns}
            rows={former}
          />
        </details>
      )}
      <details open={form.faults.length > 0}>
        <summary>{text.newKey}</summary>
        <Form
          action={addresses.applicationKeys.to({ application: application.id })}
          csrfToken={visit.csrfToken()}
          form={form}
        >
          <LabelAndEnd form={form} prefix="key" />
          <FormButtons label={text.makeKey} />
        </Form>
      </details>
    </>
  );
};

function columnsFor({ language }: AccountVisit, now: Date): Column<Key>[] {
  const text = texts[language].credentials;
  return [
    { title: text.label, names: true, cell: ({ label }) => label },
    { title: text.key, cell: ({ prefix }) => <code>{prefix}_…</code> },
    { title: text.state, cell: (key) => <StateBadge language={language} credential={key} now={now} /> },
    { title: text.madeOn, cell: ({ createdAt }) => formatMoment(createdAt, language) },
    {
      title: text.expires,
      cell: ({ expiresAt }) => (expiresAt === null ? text.never : formatMoment(expiresAt, language)),
    },
    {
      title: text.keyLastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? text.notUsed : formatMoment(lastUsedAt, language)),
    },
  ];
}

function withdrawColumn({ language }: AccountVisit, { id: application }: ShownApplication): Column<Key> {
  const text = texts[language].credentials;
  return {
    title: text.actions,
    cell: ({ id: key, label }) => (
      <a href={addresses.withdrawKey.to({ application, key })} aria-label={`${text.withdraw}: ${label}`}>
        {text.withdraw}
      </a>
    ),
  };
}
