import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { applicationEmailLinks, applications } from '#database/tables.ts';
import { lockContactLink, type FoundLink } from '#registry/applications/contact-link.ts';
import { operation } from '#registry/operation.ts';
import { mayFollow } from '#registry/permission.ts';

const linkInput = z.strictObject({ token: z.string().min(1).max(limits.presentedTokenLength) });

const linkSchema = z.object({ application: z.string(), email: z.string() });

function presentLink({ application }: FoundLink): z.input<typeof linkSchema> {
  return { application: application.name, email: application.email };
}

/** Says what a link would verify; it is not used up. @throws Problem `application.contact_link_invalid` (404) */
export const readContactLink = operation({
  name: 'application.read-contact-link',
  summary: 'Says which application a link to its contact address is about.',
  // The token must not stand in an address, which ends up in logs: no GET.
  http: { method: 'post', path: '/contact-links/read' },
  input: linkInput,
  output: linkSchema,
  authorise: async (work, { token }) => mayFollow(await lockContactLink(work, token)),
  perform: async (_work, { subject }) => ({ result: presentLink(subject), audit: [] }),
});

/**
 * Verifies the contact address of an application, for whoever has the link that was mailed there.
 *
 * @throws Problem `application.contact_link_invalid` (404)
 */
export const verifyContact = operation({
  name: 'application.verify-contact',
  summary: 'Verifies the contact address of an application by the link mailed there.',
  http: { method: 'post', path: '/contact-links/use' },
  input: linkInput,
  output: linkSchema,
  authorise: async (work, { token }) => mayFollow(await lockContactLink(work, token)),
  perform: async (work, { subject }) => {
    const { id, email } = subject.application;
    await work.tx
      .update(applicationEmailLinks)
      .set({ usedAt: work.now })
      .where(eq(applicationEmailLinks.digest, subject.digest));
    await work.tx.update(applications).set({ emailVerifiedAt: work.now }).where(eq(applications.id, id));
    const details = { email, emailVerified: true };
    return { result: presentLink(subject), audit: [{ subjectType: 'application', subjectId: id, details }] };
  },
});
