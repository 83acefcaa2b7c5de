/** The organisations that one belongs to, and joining another one by its code. */
import { z } from 'zod';
import { joinOrganisation } from '#accounts/profile/join-organisation.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { run } from '#registry/operation.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const schema = z.strictObject({ organisationCode: z.string().trim().min(1).max(64) });

export const showOrganisations = (visit: AccountVisit): Promise<Response> => organisationsPage(visit, freshForm(visit));

export async function sendJoin(visit: AccountVisit): Promise<Response> {
  const { organisations: own } = texts[visit.language];
  const read = readForm(visit, schema);
  if (!read.ok) return organisationsPage(visit, read.form, read.status);
  const { organisationCode } = read.value;
  const done = await attempt(visit, read.form, () => joinOrganisation(doorsOf(visit), visit.session, organisationCode));
  if (!done.ok) return organisationsPage(visit, done.form, done.status);
  return seeOther(visit, addresses.myOrganisations.to(), own.joined(done.value));
}

async function organisationsPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { organisations: own, data, signUp } = texts[visit.language];
  const { services, actor, session } = visit;
  const { memberships } = await run(services.registry, actor, getAccount, { account: session.accountId });
  return showPage(visit, {
    title: own.title,
    status,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="organisations" />
        <Facts facts={memberships.map(({ name, role }) => [name, data.roles[role]])} />
        <h2>{own.joinTitle}</h2>
        <Form action={addresses.myOrganisations.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="organisationCode"
            label={signUp.code}
            hint={own.joinHint}
            required
            autocomplete="off"
          />
          <FormButtons label={own.join} />
        </Form>
      </>
    ),
  });
}
