/** The mailbox: what was kept because there is no mail server. Whoever may see it is the portal's to say. */
import { and, desc, eq, isNotNull, lt } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import type { SealingKey } from '#base/seal.ts';
import type { Database } from '#database/database.ts';
import { mails } from '#database/tables.ts';
import { openMail, type WrittenMail } from '#notifications/outbox.ts';

type Mailbox = { readonly database: Database; readonly sealingKey: SealingKey };

/** A mail as it was written. */
export type KeptMail = {
  readonly id: string;
  readonly recipient: string;
  readonly template: string;
  readonly writtenAt: Date;
  readonly written: WrittenMail;
};

const keptColumns = {
  id: mails.id,
  recipient: mails.recipient,
  template: mails.template,
  writtenAt: mails.createdAt,
  sealedContent: mails.sealedContent,
};

const kept = and(eq(mails.state, 'kept'), isNotNull(mails.sealedContent));

type KeptRow = Omit<KeptMail, 'written'> & { readonly sealedContent: Buffer | null };

function open({ sealingKey }: Mailbox, { sealedContent, ...row }: KeptRow): KeptMail {
  // Rows without content are not asked for; an empty one does not open.
  return { ...row, written: openMail(sealingKey, { id: row.id, sealedContent: sealedContent ?? Buffer.alloc(0) }) };
}

/**
 * Gives the kept mails, newest first, at most a page of them; those written before the mail `before` when it is given.
 *
 * @throws Problem `seal.broken` (500)
 */
export async function listKeptMails(
  mailbox: Mailbox,
  before?: string,
): Promise<{ readonly items: readonly KeptMail[]; readonly next: string | null }> {
  const rows = await mailbox.database.query
    .select(keptColumns)
    .from(mails)
    .where(and(kept, before === undefined ? undefined : lt(mails.id, before)))
    .orderBy(desc(mails.id))
    .limit(limits.mailboxRows + 1);
  const shown = rows.slice(0, limits.mailboxRows);
  const next = rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null;
  return { items: shown.map((row) => open(mailbox, row)), next };
}

/** Gives one of them; null: there is none of this id. @throws Problem `seal.broken` (500) */
export async function readKeptMail(mailbox: Mailbox, id: string): Promise<KeptMail | null> {
  const rows = await mailbox.database.query
    .select(keptColumns)
    .from(mails)
    .where(and(kept, eq(mails.id, id)));
  const row = rows[0];
  return row === undefined ? null : open(mailbox, row);
}
