import { PageHead } from '#ui/components/page-parts.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';

/** Says that a mailed link does not work any more, and how to get another one. */
export async function showDeadLink(
  visit: Visit,
  way: { readonly href: string; readonly label: string },
): Promise<Response> {
  const { deadLink } = texts[visit.language];
  return showPage(visit, {
    title: deadLink.title,
    status: 410,
    body: (
      <>
        <PageHead title={deadLink.title} lead={deadLink.text} />
        <p class="form-buttons">
          <a class="button button-primary" href={way.href}>
            {way.label}
          </a>
        </p>
      </>
    ),
  });
}
