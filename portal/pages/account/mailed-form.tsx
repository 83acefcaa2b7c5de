/** Forms of one e-mail address that lead to a mail: another activation link, a forgotten password. */
import { z } from 'zod';
import { forgotPassword } from '#accounts/passwords/forgotten.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Browser } from '#accounts/sessions/open.ts';
import { resendActivation } from '#accounts/sign-up/resend.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { browserOf, doorsOf } from '#portal/pages/account/doors.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { Visit } from '#portal/visit/visit.ts';

type MailedForm = {
  readonly text: 'resend' | 'forgotten';
  readonly action: string;
  readonly ask: (services: AccountServices, email: string, browser: Browser) => Promise<void>;
};

const resend: MailedForm = { text: 'resend', action: addresses.resendActivation.to(), ask: resendActivation };
const forgotten: MailedForm = { text: 'forgotten', action: addresses.forgotten.to(), ask: forgotPassword };

export const showResend = (visit: Visit): Promise<Response> => mailedPage(visit, resend, freshForm(visit));
export const sendResend = (visit: Visit): Promise<Response> => send(visit, resend);
export const showForgotten = (visit: Visit): Promise<Response> => mailedPage(visit, forgotten, freshForm(visit));
export const sendForgotten = (visit: Visit): Promise<Response> => send(visit, forgotten);

async function send(visit: Visit, mailed: MailedForm): Promise<Response> {
  const read = readForm(visit, z.strictObject({ email: emailSchema }));
  if (!read.ok) return mailedPage(visit, mailed, read.form, read.status);
  const { email } = read.value;
  const done = await attempt(visit, read.form, () => mailed.ask(doorsOf(visit), email, browserOf(visit)));
  if (!done.ok) return mailedPage(visit, mailed, done.form, done.status);
  return seeOther(visit, addresses.login.to(), texts[visit.language][mailed.text].done(email));
}

async function mailedPage(visit: Visit, mailed: MailedForm, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language];
  const { title, lead, send: label } = text[mailed.text];
  const cancel = { href: addresses.login.to(), label: words[visit.language].cancel };
  return showPage(visit, {
    title,
    status,
    body: (
      <>
        <PageHead title={title} lead={lead} />
        <Form action={mailed.action} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="email" label={text.email} type="email" required autocomplete="email" />
          <FormButtons label={label} cancel={cancel} />
        </Form>
      </>
    ),
  });
}
