import { addresses } from '#portal/addresses.ts';
import { AuditTable } from '#portal/pages/operator/audit-table.tsx';
import type { OperatorTexts } from '#portal/pages/operator/en.ts';
import { Filters, kept, wanted, type Filter } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { query, type AccountVisit } from '#portal/visit/visit.ts';
import { listAudit } from '#registry/audit/list.ts';
import { run } from '#registry/operation.ts';
import { Pager } from '#ui/components/page-parts.tsx';
import { startOfDay } from '#ui/format.ts';

function filtersFor(text: OperatorTexts['audit']): readonly Filter[] {
  return [
    { name: 'actorName', label: text.actor, type: 'text', placeholder: text.actorHint },
    { name: 'action', label: text.action, type: 'text', placeholder: text.actionHint },
    { name: 'subjectType', label: text.subjectType, type: 'text', placeholder: text.subjectTypeHint },
    { name: 'subjectId', label: text.subjectId, type: 'text' },
    { name: 'from', label: text.from, type: 'date' },
    { name: 'to', label: text.to, type: 'date' },
  ];
}

/** The audit, newest first, narrowed by who, what, on what and when (days of Paris, both included). */
export async function showAudit(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].audit;
  const filters = filtersFor(text);
  const organisation = wanted(visit, 'organisation');
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listAudit, {
    organisation,
    actorName: wanted(visit, 'actorName'),
    action: wanted(visit, 'action'),
    subjectType: wanted(visit, 'subjectType'),
    subjectId: wanted(visit, 'subjectId'),
    from: startOfDay(query(visit, 'from'))?.toISOString(),
    to: startOfDay(query(visit, 'to'), 1)?.toISOString(),
    after,
  });
  const here = addresses.operatorAudit;
  const view = { ...kept(visit, filters), organisation };
  const narrowed = Object.values(view).some((value) => value !== undefined && value !== '');
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="audit" title={text.title} lead={text.lead}>
        {organisation === undefined ? null : (
          <p>
            {text.organisation} <a href={addresses.operatorOrganisation.to({ organisation })}>{organisation}</a>
          </p>
        )}
        <Filters
          visit={visit}
          action={here.to()}
          filters={filters}
          {...(organisation === undefined ? {} : { hidden: { organisation } })}
        />
        {narrowed ? (
          <p>
            <a href={here.to()}>{text.clear}</a>
          </p>
        ) : null}
        {items.length === 0 ? (
          <NothingHere language={language} searched={narrowed} title={text.empty} why={text.emptyWhy} />
        ) : (
          <AuditTable language={language} entries={items} />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ ...view, after: next })}
          first={after === undefined ? null : here.to(view)}
        />
      </OperatorFrame>
    ),
  });
}
