import { addresses } from '#portal/addresses.ts';
import { AuditTable } from '#portal/pages/operator/audit-table.tsx';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { listAudit } from '#registry/audit/list.ts';
import { listMails } from '#registry/mails/list.ts';
import { run } from '#registry/operation.ts';
import { EmptyState, Notice } from '#ui/components/page-parts.tsx';

const lastChanges = 10;

/** The start: what needs an operator's eye, and what was changed last. */
export async function showOverview(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language];
  const failed = await run(services.registry, actor, listMails, { state: 'failed', limit: 1 });
  const { items } = await run(services.registry, actor, listAudit, { limit: lastChanges });
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="overview" title={text.title} lead={text.lead}>
        {failed.items.length === 0 ? null : (
          <Notice kind="warning" title={text.overviewPage.failedTitle}>
            <p>
              {text.overviewPage.failed}{' '}
              <a href={addresses.operatorMails.to({ state: 'failed' })}>{text.overviewPage.toMails}</a>
            </p>
          </Notice>
        )}
        <h2>{text.overviewPage.audit}</h2>
        {items.length === 0 ? (
          <EmptyState title={text.audit.empty}>
            <p>{text.audit.emptyWhy}</p>
          </EmptyState>
        ) : (
          <AuditTable language={language} entries={items} />
        )}
        <p>
          <a href={addresses.operatorAudit.to()}>{text.overviewPage.allAudit}</a>
        </p>
      </OperatorFrame>
    ),
  });
}
