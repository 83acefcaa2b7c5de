import { Problem } from '#base/problem.ts';
import { limits } from '#base/limits.ts';
import { sendContactLink } from '#registry/applications/contact-link.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { applicationSchema, presentApplication } from '#registry/applications/schema.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';

/**
 * Mails the link that verifies the contact address once more; an address that is verified gets none.
 *
 * @throws Problem `application.not_found` (404), `application.contact_links_many` (429), `mail.recipient_refused` (422)
 */
export const sendContactVerification = operation({
  name: 'application.send-contact-link',
  summary: 'Mails the link that verifies the contact address of an application.',
  http: { method: 'post', path: '/applications/{application}/contact-link' },
  input: oneApplicationInput,
  output: applicationSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }) => {
    const result = presentApplication(subject);
    if (subject.emailVerifiedAt !== null) return { result, audit: [] };
    if (!(await sendContactLink(work, subject))) throw tooMany();
    const details = { contactLinkSent: true };
    return { result, audit: [{ subjectType: 'application', subjectId: subject.id, details }] };
  },
});

function tooMany(): Problem {
  return new Problem(
    'application.contact_links_many',
    429,
    {
      en: 'This address has been sent several links already: look among its mails, unwanted ones too, or try again in an hour.',
      fr: 'Plusieurs liens ont déjà été envoyés à cette adresse : cherchez parmi ses courriels, indésirables compris, ou réessayez dans une heure.',
    },
    { retryAfterSeconds: limits.contactLinkWindowMs / 1000 },
  );
}
