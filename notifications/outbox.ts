/**
 * The outbox: a mail is a row, written in the transaction of what it tells about. Either both happen or neither; the
 * delivery (`deliver.ts`) finds the row once it is committed.
 */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { seal, unseal, type SealingKey } from '#base/seal.ts';
import { mailChannel } from '#database/channel.ts';
import type { Transaction } from '#database/database.ts';
import { mails } from '#database/tables.ts';
import { parseMailAddress } from '#notifications/address.ts';
import { mailContentSchema, type MailTemplate } from '#notifications/template.ts';

/** What a mail is queued in; an operation's `Work` is one. */
export type MailWork = { readonly tx: Transaction; readonly now: Date; readonly sealingKey: SealingKey };

export type QueuedMail<Data extends z.ZodType> = {
  /** One address. */
  readonly to: string;
  /** `both`: French, then English, in one mail; for people whose language is not known. */
  readonly language: 'fr' | 'en' | 'both';
  readonly template: MailTemplate<Data>;
  readonly data: z.input<Data>;
};

/** What is sealed in the row: the mail in one language, or in two. */
const writtenMailSchema = z
  .array(z.strictObject({ language: z.enum(['fr', 'en']), content: mailContentSchema }))
  .min(1)
  .readonly();

export type WrittenMail = z.infer<typeof writtenMailSchema>;

/**
 * Writes a mail into the outbox. It is written out here and now, so that what it says is what was true in this
 * transaction, and a later version of the template cannot fail on it.
 *
 * @throws Problem `mail.recipient_refused` (422) when `to` is not one address that mail can go to
 */
export async function queueMail<Data extends z.ZodType>(work: MailWork, mail: QueuedMail<Data>): Promise<void> {
  const recipient = parseMailAddress(mail.to);
  const data = mail.template.data.parse(mail.data);
  const languages = mail.language === 'both' ? (['fr', 'en'] as const) : [mail.language];
  const written = writtenMailSchema.parse(
    languages.map((language) => ({ language, content: mail.template.write(data, language) })),
  );
  const id = newId(work.now.getTime());
  await work.tx.insert(mails).values({
    id,
    template: mail.template.name,
    recipient,
    language: mail.language,
    sealedContent: seal(work.sealingKey, id, JSON.stringify(written)),
    state: 'waiting',
    nextAttemptAt: work.now,
    createdAt: work.now,
  });
  await announceMail(work.tx);
}

/** Tells the delivery, once `tx` is committed, that a mail waits. */
export async function announceMail(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${mailChannel}, '')`);
}

/**
 * Opens what a row of the outbox says.
 *
 * @throws Problem `seal.broken` (500)
 */
export function openMail(
  sealingKey: SealingKey,
  row: { readonly id: string; readonly sealedContent: Buffer },
): WrittenMail {
  return writtenMailSchema.parse(JSON.parse(unseal(sealingKey, row.id, row.sealedContent).toString('utf8')));
}
