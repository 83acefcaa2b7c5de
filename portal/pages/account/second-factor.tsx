/** The second step of a login. */
import { giveSecondFactor } from '#accounts/login/second-factor.ts';
import { offerPasskeyLogin } from '#accounts/login/passkey.ts';
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import { readPendingSession } from '#accounts/sessions/read.ts';
import { PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { browserOf, doorsOf, heldToken, keepSession, nextAddress } from '#portal/pages/account/doors.ts';
import { FactorForms, RecoveryForm } from '#portal/pages/account/factor-forms.tsx';
import { factorIn, factorSchema } from '#portal/pages/account/given-factor.ts';
import { afterLogin } from '#portal/pages/account/login.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

export async function showSecondFactor(visit: Visit): Promise<Response> {
  const next = query(visit, 'next');
  if (visit.session !== null) return seeOther(visit, nextAddress(next, afterLogin));
  return secondFactorPage(visit, freshForm(visit, { next }));
}

/** Judges the proof, and completes the login. */
export async function sendSecondFactor(visit: Visit): Promise<Response> {
  const { secondFactor: text } = texts[visit.language];
  const read = readForm(visit, factorSchema);
  if (!read.ok) return secondFactorPage(visit, withFault({ ...read.form, faults: [] }, '', text.wrong), read.status);
  const owed = { token: heldToken(visit) ?? '', browser: browserOf(visit) };
  const done = await attempt(visit, read.form, () => giveSecondFactor(doorsOf(visit), owed, factorIn(read.value)));
  if (!done.ok) return secondFactorPage(visit, done.form, done.status);
  if (done.value.right) {
    keepSession(visit, done.value.session);
    return seeOther(visit, nextAddress(read.value.next, afterLogin));
  }
  if (done.value.state === 'gone') return seeOther(visit, addresses.login.to(), text.gone);
  return secondFactorPage(visit, withFault(read.form, '', text.wrong), 422);
}

/** The challenge of the second step, for the script: JSON. */
export async function sendFactorChallenge(visit: Visit): Promise<Response> {
  return Response.json(await offerPasskeyLogin(doorsOf(visit), { token: heldToken(visit), browser: browserOf(visit) }));
}

async function secondFactorPage(visit: Visit, form: FormState, status = 200): Promise<Response> {
  const { secondFactor: text } = texts[visit.language];
  const { registry } = visit.services;
  const pending = await readPendingSession(registry, heldToken(visit) ?? '');
  if (pending === null) return seeOther(visit, addresses.login.to(), text.gone);
  const factors = await readSecondFactors(registry.database.query, pending.accountId);
  const given = form.given['next'];
  const next = nextAddress(typeof given === 'string' ? given : undefined, '');
  const action = addresses.secondFactor.to();
  const challenge = addresses.secondFactorChallenge.to();
  return showPage(visit, {
    title: text.title,
    status,
    scripts: ['passkey.js'],
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <FactorForms {...{ visit, factors, form, action, challenge, next }} />
        <RecoveryForm {...{ visit, factors, form, action, next }} />
      </>
    ),
  });
}
