/** What an error code means and what to do about it: its page of docs/errors, for those who have a portal and no sources. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/about/texts.ts';
import { renderMarkdown } from '#portal/reference/markdown.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';

const folder = join(import.meta.dirname, '../../../docs/errors');

/** Nothing but this reaches the file system. */
const codePattern = /^[a-z0-9_]+\.[a-z0-9_]+$/;

/** Shows the page of the code in the address. @throws Problem `page.not_found` (404) */
export async function showError(visit: Visit): Promise<Response> {
  const code = param(visit, 'code');
  const written = codePattern.test(code) ? await readFile(join(folder, `${code}.md`), 'utf8').catch(() => null) : null;
  if (written === null) throw pageNotFound();
  const { language, services } = visit;
  const text = texts[language].error;
  // The title is ours, and links to other documents lead nowhere from here.
  const body = written.replace(/^# .*\n/, '').replaceAll(/\[([^\]]+)\]\((?!https?:|mailto:)[^)]*\)/g, '$1');
  return showPage(visit, {
    title: code,
    body: (
      <div class="prose">
        <PageHead title={code} lead={services.reasonTexts[code]?.[language] ?? text.lead} />
        {language === 'en' ? null : <p class="small">{text.written}</p>}
        <div lang="en" dangerouslySetInnerHTML={{ __html: renderMarkdown(body) }} />
        <p>
          <a href={addresses.gettingStarted.to()}>{text.start}</a>
        </p>
      </div>
    ),
  });
}
