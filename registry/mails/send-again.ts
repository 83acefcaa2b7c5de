import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { mails } from '#database/tables.ts';
import { announceMail } from '#notifications/outbox.ts';
import { mailSchema, presentMail } from '#registry/mails/schema.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';
import { isId, notFound, referenceSchema } from '#registry/reference.ts';

function mailNotFound(): Problem {
  return notFound('mail.not_found', { en: 'There is no such mail.', fr: "Ce courriel n'existe pas." });
}

function mailErased(): Problem {
  return new Problem('mail.erased', 409, {
    en: 'What this mail said has been erased: it was delivered, or is too old. The person can have a new one sent.',
    fr: "Le contenu de ce courriel a été effacé : il a été distribué, ou est trop ancien. La personne peut s'en faire envoyer un nouveau.",
  });
}

/**
 * Hands a mail to the delivery anew, at once and with all its attempts: one that failed, was kept, or waits for its next
 * attempt.
 *
 * @throws Problem `mail.not_found` (404), `mail.erased` (409)
 */
export const sendMailAgain = operation({
  name: 'mail.send-again',
  summary: 'Tries to deliver a mail anew.',
  http: { method: 'post', path: '/mails/{mail}/send-again' },
  input: z.strictObject({ mail: referenceSchema }),
  output: mailSchema,
  authorise: mayOperate,
  perform: async (work, _granted, { mail }) => {
    const rows = isId(mail) ? await work.tx.select().from(mails).where(eq(mails.id, mail)).for('update') : [];
    const row = rows[0];
    if (row === undefined) throw mailNotFound();
    if (row.sealedContent === null) throw mailErased();
    const changed = { state: 'waiting', attempts: 0, nextAttemptAt: work.now, finishedAt: null } as const;
    await work.tx.update(mails).set(changed).where(eq(mails.id, row.id));
    await announceMail(work.tx);
    const { sealedContent, ...shown } = row;
    return {
      result: presentMail({ ...shown, ...changed, sendable: sealedContent.length > 0 }),
      audit: [{ subjectType: 'mail', subjectId: row.id, details: { template: row.template } }],
    };
  },
});
