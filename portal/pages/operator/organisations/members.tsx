import { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { NothingHere } from '#portal/pages/operator/frame.tsx';
import {
  OrganisationFrame,
  readOrganisation,
  type ShownOrganisation,
} from '#portal/pages/operator/organisations/frame.tsx';
import { roleChoices } from '#portal/pages/operator/organisations/roles.ts';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { run } from '#registry/operation.ts';
import { addMember } from '#registry/organisations/members/add.ts';
import { changeMember } from '#registry/organisations/members/change.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { removeMember } from '#registry/organisations/members/remove.ts';
import { roleSchema, type memberSchema } from '#registry/organisations/members/schema.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { RadioGroup, TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Badge, Pager } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';

type Member = z.output<typeof memberSchema>;

const memberForm = z.strictObject({ account: emailSchema, role: roleSchema });
const roleForm = z.strictObject({ role: roleSchema });

function columnsFor(visit: AccountVisit, { slug: organisation }: ShownOrganisation): Column<Member>[] {
  const text = texts[visit.language].members;
  const csrfToken = visit.csrfToken();
  return [
    {
      title: text.person,
      names: true,
      cell: ({ accountId: account, email, name, active }) => (
        <>
          <a href={addresses.operatorAccount.to({ account })}>{email}</a> {name}{' '}
          {active ? null : <Badge kind="bad">{text.shut}</Badge>}
        </>
      ),
    },
    { title: text.role, cell: ({ role }) => text[role] },
    { title: text.joinedAt, cell: ({ joinedAt }) => formatDate(joinedAt, visit.language) },
    {
      title: texts[visit.language].accounts.manage,
      cell: ({ accountId: account, role }) => (
        <span class="action">
          <ActionButton
            action={addresses.operatorChangeMember.to({ organisation, account })}
            csrfToken={csrfToken}
            fields={{ role: role === 'developer' ? 'administrator' : 'developer' }}
            label={role === 'developer' ? text.makeAdministrator : text.makeDeveloper}
          />
          <ActionButton
            action={addresses.operatorRemoveMember.to({ organisation, account })}
            csrfToken={csrfToken}
            kind="danger"
            label={text.remove}
          />
        </span>
      ),
    },
  ];
}

async function showList(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].members;
  const organisation = await readOrganisation(visit);
  const of = { organisation: organisation.slug };
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listMembers, { ...of, after });
  const here = addresses.operatorMembers;
  return showPage(visit, {
    title: `${texts[language].organisations.members} – ${organisation.name}`,
    status,
    body: (
      <OrganisationFrame visit={visit} organisation={organisation} part="members">
        {items.length === 0 ? (
          <NothingHere language={language} searched={false} title={text.empty} why={text.emptyWhy} />
        ) : (
          <DataTable caption={text.caption} rows={items} columns={columnsFor(visit, organisation)} />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to(of, { after: next })}
          first={after === undefined ? null : here.to(of)}
        />
        <h2>{text.add}</h2>
        <Form action={here.to(of)} csrfToken={visit.csrfToken()} form={form}>
          <TextField
            form={form}
            name="account"
            type="email"
            label={text.account}
            hint={text.accountHint}
            autocomplete="off"
            required
          />
          <RadioGroup form={form} name="role" legend={text.role} choices={roleChoices(language)} />
          <FormButtons label={text.save} />
        </Form>
      </OrganisationFrame>
    ),
  });
}

/** The members of an organisation, and the form for a further one. */
export async function showMembers(visit: AccountVisit): Promise<Response> {
  return showList(visit, freshForm(visit, { role: 'developer' }));
}

/** Where the member's page leads back to. */
function back(visit: AccountVisit, notice: string): Response {
  return seeOther(visit, addresses.operatorMembers.to({ organisation: param(visit, 'organisation') }), notice);
}

/** Adds a member. */
export async function addNewMember(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, memberForm);
  if (!read.ok) return showList(visit, read.form, read.status);
  const { services, actor, language } = visit;
  const organisation = (await readOrganisation(visit)).id;
  const added = await attempt(visit, read.form, () =>
    run(services.registry, actor, addMember, { organisation, ...read.value }),
  );
  if (!added.ok) return showList(visit, added.form, added.status);
  return back(visit, texts[language].members.added);
}

/** Gives a member another role. */
export async function changeRole(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, roleForm);
  if (!read.ok) return showList(visit, read.form, read.status);
  const member = { organisation: param(visit, 'organisation'), account: param(visit, 'account') };
  await run(visit.services.registry, visit.actor, changeMember, { ...member, role: read.value.role });
  return back(visit, texts[visit.language].members.changed);
}

/** Ends a membership. */
export async function endMembership(visit: AccountVisit): Promise<Response> {
  const member = { organisation: param(visit, 'organisation'), account: param(visit, 'account') };
  await run(visit.services.registry, visit.actor, removeMember, member);
  return back(visit, texts[visit.language].members.removed);
}
