/** The pages of plain text behind every page's foot: data protection, accessibility, terms of use. */
import { portalTermsVersion } from '#accounts/portal-terms.ts';
import { PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/about/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';

/** Gives the page called `name`. */
export function showText(name: 'privacy' | 'accessibility' | 'terms'): (visit: Visit) => Promise<Response> {
  return async (visit) => {
    const text = texts[visit.language];
    const { title, description, sections } = text[name];
    const { operatorEmail } = visit.services;
    return showPage(visit, {
      title,
      description,
      body: (
        <div class="prose">
          <PageHead title={title} />
          {sections.map((section) => (
            <section>
              <h2>{section.title}</h2>
              {section.paragraphs.map((paragraph) => (
                <p>{paragraph}</p>
              ))}
            </section>
          ))}
          {name === 'terms' ? (
            <p>
              {text.version} {portalTermsVersion}
            </p>
          ) : null}
          {name === 'privacy' && visit.session !== null ? (
            <p>
              <a href={addresses.myData.to()}>{text.myData}</a>
            </p>
          ) : null}
          {operatorEmail === null ? (
            <p>{text.noContact}</p>
          ) : (
            <p>
              {text.contact} <a href={`mailto:${operatorEmail}`}>{operatorEmail}</a>
            </p>
          )}
        </div>
      ),
    });
  };
}
