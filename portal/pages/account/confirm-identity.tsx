/** Asks who is logged in to prove to be there: before secrets are shown, or the ways in are changed. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { askForPasskey } from '#accounts/second-factors/passkeys/prove.ts';
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import { confirmIdentity } from '#accounts/sessions/confirm-identity.ts';
import { inOneTransaction } from '#registry/operation.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { doorsOf, nextAddress } from '#portal/pages/account/doors.ts';
import { FactorForms } from '#portal/pages/account/factor-forms.tsx';
import { factorIn, factorSchema } from '#portal/pages/account/given-factor.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { withFault } from '#portal/pages/account/with-fault.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

const proofSchema = z.union([
  z.strictObject({
    password: z.string().min(1).max(limits.passwordLength),
    next: z.string().max(2048).optional(),
  }),
  factorSchema,
]);

export async function showConfirmIdentity(visit: AccountVisit): Promise<Response> {
  return confirmPage(visit, freshForm(visit, { next: query(visit, 'next') }));
}

export async function sendConfirmIdentity(visit: AccountVisit): Promise<Response> {
  const { confirmIdentity: text } = texts[visit.language];
  const read = readForm(visit, proofSchema);
  if (!read.ok) return confirmPage(visit, withFault({ ...read.form, faults: [] }, '', text.wrong), read.status);
  const given = read.value;
  const proof = 'password' in given ? ({ kind: 'password', password: given.password } as const) : factorIn(given);
  const done = await attempt(visit, read.form, () => confirmIdentity(doorsOf(visit), visit.session, proof));
  if (!done.ok) return confirmPage(visit, done.form, done.status);
  if (!done.value) return confirmPage(visit, withFault(read.form, '', text.wrong), 422);
  return seeOther(visit, nextAddress(given.next, addresses.security.to()));
}

/** The challenge, for the script: JSON. */
export async function sendConfirmChallenge(visit: AccountVisit): Promise<Response> {
  const { services, session, actor } = visit;
  const options = await inOneTransaction(services.registry, actor, (work) =>
    askForPasskey(doorsOf(visit), work, session.accountId),
  );
  return Response.json(options);
}

async function confirmPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { confirmIdentity: text } = texts[visit.language];
  const factors = await readSecondFactors(visit.services.registry.database.query, visit.session.accountId);
  const given = form.given['next'];
  const next = nextAddress(typeof given === 'string' ? given : undefined, '');
  const action = addresses.confirmIdentity.to();
  const challenge = addresses.confirmIdentityChallenge.to();
  return showPage(visit, {
    title: text.title,
    status,
    scripts: ['passkey.js'],
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <Form action={action} csrfToken={visit.csrfToken()} form={form}>
          {/* For password managers, which fill in the pair. */}
          <input type="hidden" autocomplete="username" value={visit.session.email} />
          <TextField
            form={form}
            name="password"
            label={text.password}
            type="password"
            required
            autocomplete="current-password"
          />
          <input type="hidden" name="next" value={next} />
          <FormButtons label={text.send} />
        </Form>
        <FactorForms {...{ visit, factors, action, challenge, next }} form={{ ...form, faults: [] }} />
      </>
    ),
  });
}
