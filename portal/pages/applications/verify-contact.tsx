/** The page behind the link that was mailed to an application's contact address: asks first, so that no mail scanner agrees. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { readContactLink, verifyContact } from '#registry/applications/verify-contact.ts';
import { run, type Actor } from '#registry/operation.ts';
import { ActionButton } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/applications/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { query, type Visit } from '#portal/visit/visit.ts';

/** Whoever reads the mail: an account is not needed. */
const reader: Actor = { kind: 'system', name: 'reader of the mail' };

const tokenSchema = z.string().min(1).max(limits.presentedTokenLength).catch('none');

/** Says which application it is about. @throws Problem `application.contact_link_invalid` (404) */
export async function showContactLink(visit: Visit): Promise<Response> {
  const text = texts[visit.language].contact;
  const token = tokenSchema.parse(query(visit, 'token'));
  const { application, email } = await run(visit.services.registry, reader, readContactLink, { token });
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead(email, application)} />
        <ActionButton
          action={addresses.verifyContact.to()}
          csrfToken={visit.csrfToken()}
          fields={{ token }}
          label={text.button}
          kind="primary"
        />
        <p>{text.refuse}</p>
      </>
    ),
  });
}

/** Verifies the address. @throws Problem `application.contact_link_invalid` (404) */
export async function followContactLink(visit: Visit): Promise<Response> {
  const text = texts[visit.language].contact;
  const token = tokenSchema.parse(visit.form?.get('token'));
  const { application, email } = await run(visit.services.registry, reader, verifyContact, { token });
  return showPage(visit, {
    title: text.doneTitle,
    body: <PageHead title={text.doneTitle} lead={text.done(email, application)} />,
  });
}
