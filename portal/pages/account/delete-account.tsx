/** Deleting one's account: what would happen, and doing it. */
import { z } from 'zod';
import { readConsequences } from '#accounts/my-data/consequences.ts';
import { deleteMyAccount } from '#accounts/my-data/delete.ts';
import { Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Notice, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { doorsOf } from '#portal/pages/account/doors.ts';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { demandedTick } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const { en, fr } = texts;
const schema = z.strictObject({ sure: demandedTick(en.deletion.mustTick, fr.deletion.mustTick) });

export const showDeleteAccount = (visit: AccountVisit): Promise<Response> => deletionPage(visit, freshForm(visit));

export async function sendDeleteAccount(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, schema);
  if (!read.ok) return deletionPage(visit, read.form, read.status);
  const done = await attempt(visit, read.form, () => deleteMyAccount(doorsOf(visit), visit.session));
  if (!done.ok) return deletionPage(visit, done.form, done.status);
  visit.cookies.remove('guichet_session');
  return seeOther(visit, addresses.home.to(), texts[visit.language].deletion.done);
}

const Names = ({ title, names }: { readonly title: string; readonly names: readonly string[] }) =>
  names.length === 0 ? null : (
    <li>
      {title}
      <ul>
        {names.map((name) => (
          <li>{name}</li>
        ))}
      </ul>
    </li>
  );

async function deletionPage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { deletion: own } = texts[visit.language];
  const { registry } = visit.services;
  const consequences = await readConsequences(registry.database.query, visit.session.accountId);
  return showPage(visit, {
    title: own.title,
    status,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="data" />
        <ul class="consequences">
          <li>{own.gone}</li>
          <Names title={own.applications} names={consequences.applications.map(({ name }) => name)} />
          <Names title={own.organisations} names={consequences.leftOrganisations.map(({ name }) => name)} />
          <li>{own.stays}</li>
        </ul>
        {consequences.blockedBy.length > 0 ? (
          <Notice kind="fault">
            <p>{own.blocked}</p>
            <ul>
              {consequences.blockedBy.map((name) => (
                <li>{name}</li>
              ))}
            </ul>
          </Notice>
        ) : (
          <Form action={addresses.deleteAccount.to()} csrfToken={visit.csrfToken()} form={form}>
            <Tick form={form} name="sure" label={own.sure} required />
            <FormButtons label={own.send} kind="danger" cancel={{ href: addresses.myData.to(), label: own.cancel }} />
          </Form>
        )}
      </>
    ),
  });
}
