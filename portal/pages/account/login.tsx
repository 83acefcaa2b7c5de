/** Login by e-mail address and password, or by passkey alone. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { logIn } from '#accounts/login/log-in.ts';
import { logInByPasskey, offerPasskeyLogin } from '#accounts/login/passkey.ts';
import { endSessionOf } from '#accounts/sessions/end.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { browserOf, doorsOf, heldToken, keepSession, nextAddress } from '#portal/pages/account/doors.ts';
import { PasskeyForm } from '#portal/pages/account/passkey-form.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

/** What is typed is compared, not kept: it may look like anything. */
const loginSchema = z.strictObject({
  email: z.string().trim().toLowerCase().min(1).max(limits.usernameLength),
  password: z.string().min(1).max(limits.passwordLength),
  next: z.string().max(2048).optional(),
});

const passkeySchema = z.strictObject({
  answer: z.string().max(limits.passkeyAnswerLength),
  next: z.string().max(2048).optional(),
});

/** Where somebody lands who came for nothing special. */
export const afterLogin = addresses.applications.to();

export async function showLogin(visit: Visit): Promise<Response> {
  const next = query(visit, 'next');
  if (visit.session !== null) return seeOther(visit, nextAddress(next, afterLogin));
  return loginPage(visit, freshForm(visit, { next }));
}

/** Logs in, or goes on to the second step. */
export async function sendLogin(visit: Visit): Promise<Response> {
  const read = readForm(visit, loginSchema);
  if (!read.ok) return loginPage(visit, read.form, read.status);
  const { email, password, next } = read.value;
  const { login: text } = texts[visit.language];
  const loggingIn = { email, password, browser: browserOf(visit), replaces: heldToken(visit) };
  const done = await attempt(visit, read.form, () => logIn(doorsOf(visit), loggingIn));
  if (!done.ok) return loginPage(visit, done.form, done.status);
  const login = done.value;
  if (!('session' in login)) {
    const why = login.state === 'wrong' ? text.wrong : text.notActivated;
    return loginPage(visit, withFault(read.form, '', why), 422);
  }
  keepSession(visit, login.session);
  if (login.state === 'logged-in') return seeOther(visit, nextAddress(next, afterLogin));
  return seeOther(visit, addresses.secondFactor.to({ next: nextAddress(next, '') }));
}

/** The challenge of a login by passkey, for the script: JSON. */
export async function sendLoginChallenge(visit: Visit): Promise<Response> {
  return Response.json(await offerPasskeyLogin(doorsOf(visit), { token: null, browser: browserOf(visit) }));
}

export async function sendPasskeyLogin(visit: Visit): Promise<Response> {
  const read = readForm(visit, passkeySchema);
  const { login: text } = texts[visit.language];
  const refused = () => loginPage(visit, withFault(freshForm(visit, read.form.given), '', text.passkeyRefused), 422);
  if (!read.ok) return refused();
  const { answer, next } = read.value;
  const login = { answer, browser: browserOf(visit), replaces: heldToken(visit) };
  const session = await logInByPasskey(doorsOf(visit), login);
  if (session === null) return refused();
  keepSession(visit, session);
  return seeOther(visit, nextAddress(next, afterLogin));
}

/** Ends the session of this browser, also one that owes its second step. */
export async function sendLogout(visit: Visit): Promise<Response> {
  const token = heldToken(visit);
  if (token !== null) await endSessionOf(visit.services.registry, token);
  visit.cookies.remove('guichet_session');
  return seeOther(visit, addresses.home.to(), texts[visit.language].login.loggedOut);
}

async function loginPage(visit: Visit, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language];
  const given = form.given['next'];
  const next = nextAddress(typeof given === 'string' ? given : undefined, '');
  return showPage(visit, {
    title: text.login.title,
    status,
    scripts: ['passkey.js'],
    body: (
      <>
        <PageHead title={text.login.title} />
        <Form action={addresses.login.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="email"
            label={text.email}
            type="email"
            required
            autocomplete="username webauthn"
          />
          <TextField
            form={form}
            name="password"
            label={text.password}
            type="password"
            required
            autocomplete="current-password"
          />
          <input type="hidden" name="next" value={next} />
          <FormButtons label={text.login.send} />
        </Form>
        <PasskeyForm
          visit={visit}
          does="prove"
          action={addresses.loginPasskey.to()}
          challenge={addresses.loginPasskeyChallenge.to()}
          label={text.login.passkey}
          fields={{ next }}
        />
        <ul class="plain-list form-ways">
          <li>
            <a href={addresses.forgotten.to()}>{text.login.forgotten}</a>
          </li>
          <li>
            <a href={addresses.resendActivation.to()}>{text.login.resend}</a>
          </li>
          <li>
            {text.login.noAccount} <a href={addresses.signUp.to()}>{text.signUp.title}</a>
          </li>
        </ul>
      </>
    ),
  });
}
