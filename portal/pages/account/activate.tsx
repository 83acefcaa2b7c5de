/**
 * What the link of an activation mail shows, and does. Opening it only shows a button: programs that look for harm in mails
 * open links, too.
 */
import { z } from 'zod';
import { readLink } from '#accounts/links/read.ts';
import { activate } from '#accounts/sign-up/activate.ts';
import { ActionButton } from '#ui/components/form.tsx';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showDeadLink } from '#portal/pages/account/dead-link.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { readForm } from '#portal/visit/form.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

/** The one field of a form that uses a mailed link. */
export const tokenSchema = z.strictObject({ token: z.string().max(200) });

function dead(visit: Visit): Promise<Response> {
  const { deadLink } = texts[visit.language];
  return showDeadLink(visit, { href: addresses.resendActivation.to(), label: deadLink.resend });
}

/** Shows for whom the link is, and the button. */
export async function showActivation(visit: Visit): Promise<Response> {
  const token = query(visit, 'token');
  const link = await readLink(visit.services.registry, 'activate', token);
  const { activate: own } = texts[visit.language];
  if (link.state !== 'live')
    return link.state === 'used' ? seeOther(visit, addresses.login.to(), own.used) : dead(visit);
  const { name, email } = link.account;
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.account(email)} />
        <Facts facts={[[own.signedUpAs, name]]} />
        <ActionButton
          action={addresses.activate.to()}
          csrfToken={visit.csrfToken()}
          fields={{ token }}
          label={own.send}
          kind="primary"
        />
        <p>{own.notYou}</p>
      </>
    ),
  });
}

/** Activates, and leads to the login. */
export async function sendActivation(visit: Visit): Promise<Response> {
  const read = readForm(visit, tokenSchema);
  if (!read.ok) return dead(visit);
  const { state } = await activate(visit.services.registry, read.value.token);
  if (state === 'dead') return dead(visit);
  const { activate: own } = texts[visit.language];
  return seeOther(visit, addresses.login.to(), state === 'used' ? own.used : own.done);
}
