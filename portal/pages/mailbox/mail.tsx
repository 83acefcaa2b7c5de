import { Problem } from '#base/problem.ts';
import { readKeptMail } from '#notifications/mailbox.ts';
import { renderMail } from '#notifications/render.ts';
import type { MailContent } from '#notifications/template.ts';
import { addresses } from '#portal/addresses.ts';
import { demandThisMachine } from '#portal/pages/mailbox/only-here.ts';
import { texts } from '#portal/pages/mailbox/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { isId } from '#registry/reference.ts';
import { Breadcrumbs, Card, Facts, PageHead } from '#ui/components/page-parts.tsx';
import { formatMoment } from '#ui/format.ts';

/** A mail in one language, as a page shows it: the button leads where the mail's does, in this very portal. */
const Part = ({ content, language }: { readonly content: MailContent; readonly language: 'fr' | 'en' }) => (
  <div lang={language}>
    <Card title={content.subject}>
      {content.paragraphs.map((paragraph) => (
        <p class="as-typed">{paragraph}</p>
      ))}
      {content.facts === undefined ? null : (
        <Facts facts={content.facts.map(({ label, value }) => [label, value] as const)} />
      )}
      {content.action === undefined ? null : (
        <p>
          <a class="button button-primary" href={content.action.path}>
            {content.action.label}
          </a>
        </p>
      )}
      {(content.notes ?? []).map((note) => (
        <p class="as-typed field-hint">{note}</p>
      ))}
    </Card>
  </div>
);

function mailGone(): Problem {
  return new Problem('mailbox.mail_gone', 404, {
    en: 'This mail is not in the mailbox: it was never there, or is older than a week.',
    fr: "Ce courriel n'est pas dans la boîte aux lettres : il n'y a jamais été, ou date de plus d'une semaine.",
  });
}

/** One mail of the mailbox. @throws Problem `mailbox.elsewhere` (403), `mailbox.mail_gone` (404) */
export async function showMailboxMail(visit: Visit): Promise<Response> {
  demandThisMachine(visit);
  const { language, services } = visit;
  const text = texts[language];
  const id = param(visit, 'mail');
  const mail = isId(id) ? await readKeptMail(services.registry, id) : null;
  if (mail === null) throw mailGone();
  const rendered = renderMail(mail.written, services.portalUrl);
  return showPage(visit, {
    title: rendered.subject,
    body: (
      <>
        <Breadcrumbs
          label={text.way}
          crumbs={[{ label: text.title, href: addresses.mailbox.to() }, { label: rendered.subject }]}
        />
        <PageHead title={rendered.subject} />
        <Facts
          facts={[
            [text.recipient, mail.recipient],
            [text.writtenAt, formatMoment(mail.writtenAt, language)],
          ]}
        />
        {mail.written.map((part) => (
          <Part content={part.content} language={part.language} />
        ))}
        <details>
          <summary>{text.asText}</summary>
          <pre tabindex={0} role="region" aria-label={text.asText}>
            {rendered.text}
          </pre>
        </details>
      </>
    ),
  });
}
