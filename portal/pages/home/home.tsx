import { PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/home/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';

/** The home page: what this is, and the first steps. */
export async function showHome(visit: Visit): Promise<Response> {
  const text = texts[visit.language];
  return showPage(visit, {
    title: visit.services.brand.name,
    description: text.description,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <p class="form-buttons">
          <a class="button button-primary" href={addresses.signUp.to()}>
            {text.start}
          </a>
          <a class="button button-plain" href={addresses.catalogue.to()}>
            {text.browse}
          </a>
        </p>
      </>
    ),
  });
}
