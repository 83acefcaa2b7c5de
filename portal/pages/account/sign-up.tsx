/** The form of a sign-up (PISTE guide), and what it does. */
import { z } from 'zod';
import { signUp } from '#accounts/sign-up/sign-up.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { Tick, TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { browserOf, doorsOf } from '#portal/pages/account/doors.ts';
import { NewPassword, newPasswordFields, sameTwice } from '#portal/pages/account/new-password.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { demandedTick, optionalText, tick } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { Visit } from '#portal/visit/visit.ts';

const signUpSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    email: emailSchema,
    ...newPasswordFields,
    organisationCode: optionalText(64),
    news: tick,
    surveys: tick,
    terms: demandedTick(texts.en.signUp.mustAccept, texts.fr.signUp.mustAccept),
  })
  .superRefine(sameTwice);

/** Shows the form; who is logged in has no use for it. */
export async function showSignUp(visit: Visit): Promise<Response> {
  if (visit.session !== null) return seeOther(visit, addresses.profile.to());
  return signUpPage(visit, freshForm(visit));
}

/** Signs up, and says so on the home page: the same whether or not the address had an account. */
export async function sendSignUp(visit: Visit): Promise<Response> {
  const read = readForm(visit, signUpSchema);
  if (!read.ok) return signUpPage(visit, keepCode(visit, read.form), read.status);
  const { name, email, password, organisationCode, news, surveys } = read.value;
  const choices = { wantsNews: news, wantsSurveys: surveys, language: visit.language };
  const signingUp = { name, email, password, organisationCode, ...choices };
  const done = await attempt(visit, read.form, () => signUp(doorsOf(visit), signingUp, browserOf(visit)));
  if (!done.ok) return signUpPage(visit, keepCode(visit, done.form), done.status);
  return seeOther(visit, addresses.home.to(), texts[visit.language].signUp.done(email));
}

/** Codes are not written back into forms as a rule; this one is no secret to who has just typed it. */
function keepCode(visit: Visit, form: FormState): FormState {
  const code = visit.form?.get('organisationCode');
  return typeof code === 'string' ? { ...form, given: { ...form.given, organisationCode: code } } : form;
}

async function signUpPage(visit: Visit, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language];
  const { signUp: own } = text;
  return showPage(visit, {
    title: own.title,
    status,
    scripts: ['password-rules.js'],
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <Form action={addresses.signUp.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="name" label={text.name} required autocomplete="name" maxlength={200} />
          <TextField
            form={form}
            name="email"
            label={text.email}
            hint={own.emailHint}
            type="email"
            required
            autocomplete="email"
          />
          <NewPassword form={form} label={text.password} />
          <TextField form={form} name="organisationCode" label={own.code} hint={own.codeHint} autocomplete="off" />
          <Tick form={form} name="news" label={own.news} />
          <Tick form={form} name="surveys" label={own.surveys} />
          <Tick form={form} name="terms" required label={<Terms visit={visit} />} />
          <p class="field-hint">
            {own.notice} <a href={addresses.privacy.to()}>{own.noticeLink}</a>
          </p>
          <FormButtons label={own.send} />
        </Form>
        <p class="form-ways">
          {own.haveOne} <a href={addresses.login.to()}>{text.login.title}</a>
        </p>
      </>
    ),
  });
}

const Terms = ({ visit }: { readonly visit: Visit }) => {
  const { signUp: own } = texts[visit.language];
  return (
    <>
      {own.acceptBefore}{' '}
      <a href={addresses.portalTerms.to()} target="_blank" rel="noopener">
        {own.terms}
      </a>
    </>
  );
};
