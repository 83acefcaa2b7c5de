/** What the outbox of a test's registry holds, opened. */
import { asc, eq } from 'drizzle-orm';
import { mails } from '#database/tables.ts';
import { openMail } from '#notifications/outbox.ts';
import { renderMail } from '#notifications/render.ts';
import type { MailContent } from '#notifications/template.ts';
import type { Registry } from '#registry/operation.ts';

export type FoundMail = {
  readonly template: string;
  readonly recipient: string;
  readonly language: 'fr' | 'en' | 'both';
  /** What it says; two when it is in both languages, French first. */
  readonly contents: readonly MailContent[];
  readonly subject: string;
  readonly text: string;
  /** Where its (first) button leads; undefined: it has none. */
  readonly path: string | undefined;
};

/** Gives the mails in the outbox in the order in which they were written; those to `recipient` when it is given. */
export async function readMails(registry: Registry, recipient?: string): Promise<readonly FoundMail[]> {
  const rows = await registry.database.query
    .select()
    .from(mails)
    .where(recipient === undefined ? undefined : eq(mails.recipient, recipient))
    .orderBy(asc(mails.createdAt), asc(mails.id));
  return rows.flatMap(({ id, template, recipient, language, sealedContent }) => {
    if (sealedContent === null) return [];
    const written = openMail(registry.sealingKey, { id, sealedContent });
    const contents = written.map((part) => part.content);
    const { subject, text } = renderMail(written, 'http://127.0.0.1:8000');
    return [{ template, recipient, language, contents, subject, text, path: contents[0]?.action?.path }];
  });
}
