import { Notice, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** Shows new recovery codes, this once: the answer to a form, so that no address leads to them again. */
export async function showNewRecoveryCodes(
  visit: AccountVisit,
  codes: readonly string[],
  notice: string | null,
): Promise<Response> {
  const { recovery: own } = texts[visit.language];
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        {notice === null ? null : (
          <Notice kind="success">
            <p>{notice}</p>
          </Notice>
        )}
        <Notice kind="warning">
          <p>{own.shownOnce}</p>
        </Notice>
        <div class="code" data-copy={own.copy} data-copied={own.copied}>
          <pre tabindex={0}>
            <code>{codes.join('\n')}</code>
          </pre>
        </div>
        <p>
          <a class="button button-primary" href={addresses.security.to()}>
            {own.kept}
          </a>
        </p>
      </>
    ),
  });
}
