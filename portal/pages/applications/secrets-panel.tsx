/** The client secrets of an application: those that live, those that did, and the form for a further one. */
import type { z } from 'zod';
import type { secretSchema } from '#registry/credentials/schema.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { isLive } from '#portal/pages/applications/credential-state.ts';
import type { ShownApplication } from '#portal/pages/applications/frame.tsx';
import { LabelAndEnd, StateBadge } from '#portal/pages/applications/label-and-end.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Secret = z.output<typeof secretSchema>;

type PanelProps = {
  readonly visit: AccountVisit;
  readonly application: ShownApplication;
  readonly secrets: readonly Secret[];
  readonly form: FormState;
};

export const SecretsPanel = ({ visit, application, secrets, form }: PanelProps) => {
  const { language, services } = visit;
  const text = texts[language].credentials;
  const now = new Date(services.registry.clock.nowMs());
  const live = secrets.filter((secret) => isLive(secret, now));
  const former = secrets.filter((secret) => !isLive(secret, now));
  const columns = columnsFor(visit, now);
  return (
    <>
      <h3>{text.secrets}</h3>
      {live.length === 0 ? (
        <EmptyState title={text.noSecrets}>
          <p>{text.noSecretsText}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.secrets}
          captionHidden
          columns={[...columns, actionsColumn(visit, application)]}
          rows={live}
        />
      )}
      {former.length === 0 ? null : (
        <details>
          <summary>{text.former(formatNumber(former.length, language))}</summary>
          <DataTable
            caption={text.former(formatNumber(former.length, language))}
            captionHidden
            columns={columns}
            rows={former}
          />
        </details>
      )}
      <details open={form.faults.length > 0}>
        <summary>{text.newSecret}</summary>
        <p>{text.newSecretHint}</p>
        <Form
          action={addresses.applicationSecrets.to({ application: application.id })}
          csrfToken={visit.csrfToken()}
          form={form}
        >
          <LabelAndEnd form={form} prefix="secret" />
          <FormButtons label={text.makeSecret} />
        </Form>
      </details>
    </>
  );
};

function columnsFor({ language }: AccountVisit, now: Date): Column<Secret>[] {
  const text = texts[language].credentials;
  const moment = (value: string | null, none: string) => (value === null ? none : formatMoment(value, language));
  return [
    { title: text.label, names: true, cell: ({ label }) => label },
    { title: text.state, cell: (secret) => <StateBadge language={language} credential={secret} now={now} /> },
    { title: text.madeOn, cell: ({ createdAt }) => formatMoment(createdAt, language) },
    { title: text.expires, cell: ({ expiresAt }) => moment(expiresAt, text.never) },
    { title: text.lastUsed, cell: ({ lastUsedAt }) => moment(lastUsedAt, text.notUsed) },
  ];
}

function actionsColumn(visit: AccountVisit, { id: application }: ShownApplication): Column<Secret> {
  const text = texts[visit.language].credentials;
  return {
    title: text.actions,
    cell: ({ id: secret, label }) => (
      <div class="links">
        <ActionButton
          action={addresses.applicationSecret.to({ application, secret })}
          csrfToken={visit.csrfToken()}
          label={text.show}
          kind="link"
        />
        <a href={addresses.replaceSecret.to({ application, secret })} aria-label={`${text.replace}: ${label}`}>
          {text.replace}
        </a>
        <a href={addresses.withdrawSecret.to({ application, secret })} aria-label={`${text.withdraw}: ${label}`}>
          {text.withdraw}
        </a>
      </div>
    ),
  };
}
