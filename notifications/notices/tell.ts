/** Tells an event to everybody who wants to know, once: mails and deliveries are rows of the same transaction. */
import type { z } from 'zod';
import { newId } from '#base/ids.ts';
import { consumerNotices } from '#database/tables.ts';
import type { eventData } from '#notifications/notices/data.ts';
import { readersOf } from '#notifications/notices/readers.ts';
import type { EventType, NoticeType } from '#notifications/notices/types.ts';
import { queueMail, type MailWork } from '#notifications/outbox.ts';
import type { MailTemplate } from '#notifications/template.ts';
import { queueEvent } from '#notifications/webhooks/queue.ts';

type Said<Type extends NoticeType> = Type extends EventType
  ? z.input<(typeof eventData)[Type]>
  : Readonly<Record<string, unknown>>;

export type Notice<Type extends NoticeType, Data extends z.ZodType> = {
  readonly type: Type;
  /** The application that it concerns. */
  readonly applicationId: string;
  /** What it is about, and what of it: told once for each application. */
  readonly subjectId: string;
  readonly notice: string;
  /** Who had a hand in it, and is told unless the person has chosen otherwise; null: nobody. */
  readonly accountId: string | null;
  /** What webhooks are told. */
  readonly data: Said<Type>;
  readonly mail: { readonly template: MailTemplate<Data>; readonly data: z.input<Data> };
};

/**
 * Tells `notice` unless it has been told. Of two transactions that tell the same at once, the second waits for the first,
 * and tells nothing when that is committed.
 *
 * @returns the number of mails; null: it had been told
 */
export async function tell<Type extends NoticeType, Data extends z.ZodType>(
  work: MailWork,
  { type, applicationId, subjectId, notice, accountId, data, mail }: Notice<Type, Data>,
): Promise<number | null> {
  const id = newId(work.now.getTime());
  const row = { id, type, applicationId, subjectId, notice, data, notedAt: work.now };
  const written = await work.tx
    .insert(consumerNotices)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: consumerNotices.id });
  if (written.length === 0) return null;
  const readers = await readersOf(work.tx, { type, applicationId, accountId });
  for (const reader of readers) await queueMail(work, { ...reader, ...mail });
  await queueEvent(work, { id, type, applicationId, data });
  return readers.length;
}

/** Notes as told what need not be told any more. */
export async function passOver(
  work: MailWork,
  {
    type,
    applicationId,
    subjectId,
    notice,
  }: Pick<Notice<NoticeType, z.ZodType>, 'type' | 'applicationId' | 'subjectId' | 'notice'>,
): Promise<void> {
  const row = { id: newId(work.now.getTime()), type, applicationId, subjectId, notice, data: {}, notedAt: work.now };
  await work.tx.insert(consumerNotices).values(row).onConflictDoNothing();
}
