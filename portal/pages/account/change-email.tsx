/** Another address for the account, and the link that confirms it. */
import { z } from 'zod';
import { readLink } from '#accounts/links/read.ts';
import { changeEmail } from '#accounts/profile/change-email.ts';
import { confirmEmail } from '#accounts/profile/confirm-email.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { tokenSchema } from '#portal/pages/account/activate.tsx';
import { showDeadLink } from '#portal/pages/account/dead-link.tsx';
import { browserOf, doorsOf } from '#portal/pages/account/doors.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type AccountVisit, type Visit } from '#portal/visit/visit.ts';

export const showChangeEmail = (visit: AccountVisit): Promise<Response> => emailPage(visit, freshForm(visit));

export async function sendChangeEmail(visit: AccountVisit): Promise<Response> {
  const { changeEmail: own } = texts[visit.language];
  const read = readForm(visit, z.strictObject({ email: emailSchema }));
  if (!read.ok) return emailPage(visit, read.form, read.status);
  const { email } = read.value;
  if (email === visit.session.email) return emailPage(visit, withFault(read.form, 'email', own.same), 422);
  const asked = { email, browser: browserOf(visit) };
  const done = await attempt(visit, read.form, () => changeEmail(doorsOf(visit), visit.session, asked));
  if (!done.ok) return emailPage(visit, done.form, done.status);
  return seeOther(visit, addresses.profile.to(), own.done(email));
}

async function emailPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { changeEmail: own } = texts[visit.language];
  return showPage(visit, {
    title: own.title,
    status,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead(visit.session.email)} />
        <AccountTabs visit={visit} current="profile" />
        <Form action={addresses.changeEmail.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="email" label={own.email} type="email" required autocomplete="email" />
          <FormButtons
            label={own.send}
            cancel={{ href: addresses.profile.to(), label: words[visit.language].cancel }}
          />
        </Form>
      </>
    ),
  });
}

function dead(visit: Visit): Promise<Response> {
  return showDeadLink(visit, { href: addresses.changeEmail.to(), label: texts[visit.language].deadLink.email });
}

/** Where one goes on: the profile, or the login that leads to it. */
function onward(visit: Visit, notice: string): Response {
  return seeOther(visit, visit.session === null ? addresses.login.to() : addresses.profile.to(), notice);
}

/** What the mailed link shows; it may be opened in another browser than the one that is logged in. */
export async function showConfirmEmail(visit: Visit): Promise<Response> {
  const { changeEmail: own } = texts[visit.language];
  const token = query(visit, 'token');
  const link = await readLink(visit.services.registry, 'change-email', token);
  if (link.state !== 'live') return link.state === 'used' ? onward(visit, own.used) : dead(visit);
  return showPage(visit, {
    title: own.confirmTitle,
    body: (
      <>
        <PageHead title={own.confirmTitle} lead={own.confirmText(link.email ?? '')} />
        <ActionButton
          action={addresses.confirmEmail.to()}
          csrfToken={visit.csrfToken()}
          fields={{ token }}
          label={own.confirm}
          kind="primary"
        />
      </>
    ),
  });
}

export async function sendConfirmEmail(visit: Visit): Promise<Response> {
  const { changeEmail: own } = texts[visit.language];
  const read = readForm(visit, tokenSchema);
  if (!read.ok) return dead(visit);
  const change = await confirmEmail(doorsOf(visit), read.value.token);
  if (change.state === 'dead') return dead(visit);
  if (change.state === 'changed') return onward(visit, own.confirmed(change.email));
  return onward(visit, change.state === 'used' ? own.used : own.taken);
}
