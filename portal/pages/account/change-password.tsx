/** A new password, with the present one. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { changePassword } from '#accounts/passwords/change.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { NewPassword, newPasswordFields, sameTwice } from '#portal/pages/account/new-password.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const schema = z
  .strictObject({ currentPassword: z.string().min(1).max(limits.passwordLength), ...newPasswordFields })
  .superRefine(sameTwice);

export const showChangePassword = (visit: AccountVisit): Promise<Response> => passwordPage(visit, freshForm(visit));

export async function sendChangePassword(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, schema);
  if (!read.ok) return passwordPage(visit, read.form, read.status);
  const { currentPassword, password } = read.value;
  const done = await attempt(visit, read.form, () =>
    atItsField(changePassword(doorsOf(visit), visit.session, { currentPassword, password })),
  );
  if (!done.ok) return passwordPage(visit, done.form, done.status);
  return seeOther(visit, addresses.security.to(), texts[visit.language].changePassword.done);
}

/** A wrong present password is a fault of its field. */
async function atItsField(changed: Promise<void>): Promise<void> {
  try {
    await changed;
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'account.password_wrong') throw cause;
    const { code, status, text } = cause;
    throw new Problem(code, status, text, {
      faults: [{ path: 'currentPassword', message: text.en, fr: text.fr }],
      cause,
    });
  }
}

async function passwordPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language];
  const { changePassword: own } = text;
  return showPage(visit, {
    title: own.title,
    status,
    scripts: ['password-rules.js'],
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="security" />
        <Form action={addresses.changePassword.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="currentPassword"
            label={own.current}
            type="password"
            required
            autocomplete="current-password"
          />
          <NewPassword form={form} label={text.newPassword} />
          <FormButtons
            label={own.send}
            cancel={{ href: addresses.security.to(), label: words[visit.language].cancel }}
          />
        </Form>
      </>
    ),
  });
}
