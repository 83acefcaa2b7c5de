/**
 * Links to contact addresses. An application's address gets its notices only when somebody who reads its mail has said
 * so: the PISTE guide warns that the address there is not verified, and notices then go astray.
 */
import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { digestOf } from '#base/secret-digest.ts';
import { accounts, applicationEmailLinks, applications } from '#database/tables.ts';
import { applicationVerifyContact } from '#notifications/mails/application-verify-contact.ts';
import { queueMail } from '#notifications/outbox.ts';
import type { ApplicationRow } from '#registry/applications/schema.ts';
import type { Work } from '#registry/operation.ts';

/** True when `email` is the actor's own login: activating the account has shown already that mail reaches it. */
export async function isOwnAddress({ tx, actor }: Work, email: string): Promise<boolean> {
  if (actor.kind !== 'account') return false;
  const own = and(eq(accounts.id, actor.accountId), eq(accounts.email, email), eq(accounts.active, true));
  return (await tx.$count(accounts, own)) > 0;
}

/**
 * Mails a link to the contact address of `application`. Gives false, and sends nothing, when the address was sent as many
 * as it may get: the portal must not be a way to flood somebody.
 *
 * @throws Problem `mail.recipient_refused` (422)
 */
export async function sendContactLink(
  work: Work,
  { id, email }: Pick<ApplicationRow, 'id' | 'email'>,
): Promise<boolean> {
  const since = new Date(work.now.getTime() - limits.contactLinkWindowMs);
  const recent = and(eq(applicationEmailLinks.email, email), gt(applicationEmailLinks.sentAt, since));
  if ((await work.tx.$count(applicationEmailLinks, recent)) >= limits.contactLinksPerAddress) return false;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(work.now.getTime() + limits.contactLinkMs);
  const link = { digest: digestOf(token), applicationId: id, email, sentAt: work.now, expiresAt };
  await work.tx.insert(applicationEmailLinks).values(link);
  const data = { path: `/verify-contact?token=${token}`, days: limits.contactLinkMs / 86_400_000 };
  // Nothing is known of the reader: whoever owns the address need not have an account.
  await queueMail(work, { to: email, language: 'both', template: applicationVerifyContact, data });
  return true;
}

export type FoundLink = {
  readonly digest: Buffer;
  readonly application: Pick<ApplicationRow, 'id' | 'name' | 'email'>;
};

/**
 * Finds, and locks, what a link is about: by the token in it, which only the reader of the mail has.
 *
 * @throws Problem `application.contact_link_invalid` (404): unknown, expired, used, or the application has another address
 */
export async function lockContactLink({ tx, now }: Work, token: string): Promise<FoundLink> {
  const digest = digestOf(token);
  const [found] = await tx
    .select({ application: applications })
    .from(applicationEmailLinks)
    .innerJoin(applications, eq(applications.id, applicationEmailLinks.applicationId))
    .where(
      and(
        eq(applicationEmailLinks.digest, digest),
        isNull(applicationEmailLinks.usedAt),
        gt(applicationEmailLinks.expiresAt, now),
        eq(applicationEmailLinks.email, applications.email),
        isNull(applications.deletedAt),
      ),
    )
    .for('update');
  if (found !== undefined) return { digest, application: found.application };
  throw new Problem('application.contact_link_invalid', 404, {
    en: 'This link is not valid any more: it has been used or has expired, or the application has another contact address now.',
    fr: "Ce lien n'est plus valable : il a déjà servi ou expiré, ou l'application a désormais une autre adresse de contact.",
  });
}
