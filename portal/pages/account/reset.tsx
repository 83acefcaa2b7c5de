/** A new password by a mailed link. */
import { z } from 'zod';
import { readLink } from '#accounts/links/read.ts';
import { resetPassword } from '#accounts/passwords/reset.ts';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showDeadLink } from '#portal/pages/account/dead-link.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { NewPassword, newPasswordFields, sameTwice } from '#portal/pages/account/new-password.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

const resetSchema = z.strictObject({ token: z.string().max(200), ...newPasswordFields }).superRefine(sameTwice);

function dead(visit: Visit): Promise<Response> {
  const { deadLink } = texts[visit.language];
  return showDeadLink(visit, { href: addresses.forgotten.to(), label: deadLink.forgotten });
}

/** Shows the form for the account of the link. */
export async function showReset(visit: Visit): Promise<Response> {
  return resetPage(visit, query(visit, 'token'), freshForm(visit));
}

/** Sets the password and leads to the login; whoever is logged in here is so no more. */
export async function sendReset(visit: Visit): Promise<Response> {
  const given = visit.form?.get('token');
  const token = typeof given === 'string' ? given : '';
  const read = readForm(visit, resetSchema);
  if (!read.ok) return resetPage(visit, token, read.form, read.status);
  const done = await attempt(visit, read.form, () => resetPassword(doorsOf(visit), token, read.value.password));
  if (!done.ok) return resetPage(visit, token, done.form, done.status);
  if (done.value.state !== 'reset') return dead(visit);
  return seeOther(visit, addresses.login.to(), texts[visit.language].reset.done);
}

async function resetPage(visit: Visit, token: string, form: FormState, status = 200): Promise<Response> {
  const link = await readLink(visit.services.registry, 'reset-password', token);
  if (link.state !== 'live') return dead(visit);
  const { reset, newPassword } = texts[visit.language];
  return showPage(visit, {
    title: reset.title,
    status,
    scripts: ['password-rules.js'],
    body: (
      <>
        <PageHead title={reset.title} lead={reset.lead(link.account.email)} />
        <Form action={addresses.resetPassword.to()} csrfToken={visit.csrfToken()} form={form}>
          <input type="hidden" name="token" value={token} />
          <NewPassword form={form} label={newPassword} />
          <FormButtons label={reset.send} />
        </Form>
      </>
    ),
  });
}
