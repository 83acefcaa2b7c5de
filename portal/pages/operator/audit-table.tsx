import type { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/operator/texts.ts';
import type { listAudit } from '#registry/audit/list.ts';
import type { Language } from '#base/language.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { formatMoment } from '#ui/format.ts';

type Entry = z.output<typeof listAudit.output>['items'][number];

/** What was changed, as the operation wrote it down: names and values as they are, for all languages the same. */
const Details = ({ details, title }: { readonly details: Entry['details']; readonly title: string }) => {
  if (Object.keys(details).length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <pre tabindex={0} role="region" aria-label={title}>
        {JSON.stringify(details, null, 2)}
      </pre>
    </details>
  );
};

/** Lines of the audit; who, what and on what lead to all lines of the same. */
export const AuditTable = (props: { readonly language: Language; readonly entries: readonly Entry[] }) => {
  const text = texts[props.language].audit;
  const to = addresses.operatorAudit.to;
  return (
    <DataTable
      caption={text.caption}
      captionHidden
      rows={props.entries}
      columns={[
        { title: text.at, names: true, cell: ({ at }) => formatMoment(at, props.language) },
        { title: text.actor, cell: ({ actorName }) => <a href={to({ actorName })}>{actorName}</a> },
        {
          title: text.action,
          cell: ({ action }) => (
            <a href={to({ action })}>
              <code>{action}</code>
            </a>
          ),
        },
        {
          title: text.subject,
          cell: ({ subjectType, subjectId }) => (
            <a href={to({ subjectType, subjectId })}>
              {subjectType} <code>{subjectId}</code>
            </a>
          ),
        },
        { title: text.details, cell: ({ details }) => <Details details={details} title={text.details} /> },
      ]}
    />
  );
};
