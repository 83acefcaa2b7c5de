/** What a person sees instead of a page: what was refused, why, and whom to ask. */
import { faultText, Problem } from '#base/problem.ts';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/layout/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';

/** The refusal for what is not there, or not for this person to know of. */
export function pageNotFound(): Problem {
  return new Problem('path.not_found', 404, {
    en: 'There is nothing here.',
    fr: "Il n'y a rien à cette adresse.",
  });
}

/** Shows `problem` as a page with its status. */
export async function showRefusal(visit: Visit, problem: Problem): Promise<Response> {
  const { language, requestId, services } = visit;
  const { operatorEmail } = services;
  const text = texts[language].refusal;
  const title = text.titles[problem.status] ?? text.fallback;
  const response = await showPage(visit, {
    title,
    status: problem.status,
    body: (
      <>
        <PageHead title={title} lead={problem.text[language]} />
        {problem.faults.length === 0 ? null : (
          <ul>
            {problem.faults.map((fault) => (
              <li>
                {fault.path === '' ? '' : `${fault.path}: `}
                {faultText(fault, language)}
              </li>
            ))}
          </ul>
        )}
        <Facts
          facts={[
            [text.code, <code>{problem.code}</code>],
            [text.requestId, <code>{requestId}</code>],
          ]}
        />
        <p>
          {text.help}
          {operatorEmail === null ? '.' : ': '}
          {operatorEmail === null ? null : <a href={`mailto:${operatorEmail}`}>{operatorEmail}</a>}
        </p>
        <p>
          <a href={addresses.home.to()}>{text.home}</a>
        </p>
      </>
    ),
  });
  if (problem.retryAfterSeconds !== undefined) response.headers.set('retry-after', String(problem.retryAfterSeconds));
  return response;
}
