import { z } from 'zod';
import { mails } from '#database/tables.ts';

export const mailStateSchema = z.enum(['waiting', 'sent', 'failed', 'kept']);

/** A line of the mail log: never what the mail says. */
export const mailSchema = z.object({
  id: z.uuid(),
  template: z.string(),
  recipient: z.string(),
  language: z.enum(['fr', 'en', 'both']),
  state: mailStateSchema,
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
  /** When it was delivered, given up or kept; null: it waits. */
  finishedAt: z.iso.datetime().nullable(),
  /** While it waits: not to be tried before. */
  nextAttemptAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
  /** True while what it says is still there. */
  sendable: z.boolean(),
});

/** The columns of that line. */
export const mailColumns = {
  id: mails.id,
  template: mails.template,
  recipient: mails.recipient,
  language: mails.language,
  state: mails.state,
  attempts: mails.attempts,
  createdAt: mails.createdAt,
  finishedAt: mails.finishedAt,
  nextAttemptAt: mails.nextAttemptAt,
  lastError: mails.lastError,
};

export type MailRow = Pick<typeof mails.$inferSelect, keyof typeof mailColumns> & { readonly sendable: boolean };

export function presentMail(row: MailRow): z.input<typeof mailSchema> {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextAttemptAt: row.state === 'waiting' ? row.nextAttemptAt.toISOString() : null,
  };
}
