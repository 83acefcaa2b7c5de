/** The providers that the visitor decides for. */
import { listProviders } from '#registry/catalogue/list-providers.ts';
import { run } from '#registry/operation.ts';
import { EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import { limits } from '#base/limits.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** Shows them, operators all; who has one alone is led to it. */
export async function showConsoles(visit: AccountVisit): Promise<Response> {
  const providers = await readProviders(visit);
  const [only] = providers;
  if (providers.length === 1 && only !== undefined)
    return seeOther(visit, addresses.console.to({ provider: only.slug }));
  const text = texts[visit.language].consoles;
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        {providers.length === 0 ? (
          <EmptyState title={text.empty}>
            <p>{text.emptyWhy}</p>
          </EmptyState>
        ) : (
          <ul>
            {providers.map(({ slug, name }) => (
              <li>
                <a href={addresses.console.to({ provider: slug })}>{name}</a>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}

async function readProviders(visit: AccountVisit): Promise<{ readonly slug: string; readonly name: string }[]> {
  const { language, services, actor, session, standing } = visit;
  if (!session.operator) {
    return standing.providers.map(({ slug, nameFr, nameEn }) => ({ slug, name: language === 'fr' ? nameFr : nameEn }));
  }
  const { items } = await run(services.registry, actor, listProviders, { limit: limits.pageRows });
  return items.map(({ slug, name }) => ({ slug, name: name[language] }));
}
