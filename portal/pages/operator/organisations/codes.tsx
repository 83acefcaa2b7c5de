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
import { run } from '#registry/operation.ts';
import { createCode } from '#registry/organisations/codes/create.ts';
import { listCodes } from '#registry/organisations/codes/list.ts';
import type { codeSchema } from '#registry/organisations/codes/schema.ts';
import { withdrawCode } from '#registry/organisations/codes/withdraw.ts';
import { roleSchema } from '#registry/organisations/members/schema.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { RadioGroup, TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Badge, Pager } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment, formatNumber, startOfDay } from '#ui/format.ts';

type Code = z.output<typeof codeSchema>;

const emptyIsNone = (value: unknown) => (value === '' ? undefined : value);

const codeForm = z.strictObject({
  role: roleSchema,
  limit: z.preprocess(emptyIsNone, z.coerce.number().int().min(1).max(1_000_000).optional()),
  /** The last day on which it opens; it expires with the end of that day in Paris. */
  until: z.preprocess(emptyIsNone, z.iso.date().optional()),
});

const badges = { open: 'good', 'used-up': 'plain', expired: 'plain' } as const;

function columnsFor(visit: AccountVisit, { slug: organisation }: ShownOrganisation): Column<Code>[] {
  const { language } = visit;
  const text = texts[language].codes;
  return [
    { title: text.code, names: true, cell: ({ code }) => <code>{code}</code> },
    { title: text.role, cell: ({ role }) => texts[language].members[role] },
    {
      title: text.uses,
      cell: ({ uses, limit }) =>
        limit === null
          ? formatNumber(uses, language)
          : `${formatNumber(uses, language)} ${text.of} ${formatNumber(limit, language)}`,
    },
    {
      title: text.expiresAt,
      cell: ({ expiresAt }) => (expiresAt === null ? texts[language].never : formatMoment(expiresAt, language)),
    },
    {
      title: texts[language].state,
      cell: ({ state }) => <Badge kind={badges[state]}>{text.states[state]}</Badge>,
    },
    {
      title: texts[language].accounts.manage,
      cell: ({ id, state }) => (
        <ActionButton
          action={addresses.operatorWithdrawCode.to({ organisation, code: id })}
          csrfToken={visit.csrfToken()}
          kind="danger"
          label={text.withdraw}
          shut={state === 'open' ? undefined : text.closed}
        />
      ),
    },
  ];
}

async function showList(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].codes;
  const organisation = await readOrganisation(visit);
  const of = { organisation: organisation.slug };
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listCodes, { ...of, after });
  const here = addresses.operatorCodes;
  return showPage(visit, {
    title: `${texts[language].organisations.codes} – ${organisation.name}`,
    status,
    body: (
      <OrganisationFrame visit={visit} organisation={organisation} part="codes">
        <p>{text.lead}</p>
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
        <h2>{text.new}</h2>
        <Form action={here.to(of)} csrfToken={visit.csrfToken()} form={form}>
          <RadioGroup form={form} name="role" legend={text.role} choices={roleChoices(language)} />
          <TextField form={form} name="limit" type="number" min="1" label={text.limit} hint={text.limitHint} />
          <TextField form={form} name="until" type="date" label={text.until} hint={text.untilHint} />
          <FormButtons label={text.save} />
        </Form>
      </OrganisationFrame>
    ),
  });
}

/** The join codes of an organisation, and the form for a new one. */
export async function showCodes(visit: AccountVisit): Promise<Response> {
  return showList(visit, freshForm(visit, { role: 'developer' }));
}

/** Makes a code. */
export async function makeCode(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, codeForm);
  if (!read.ok) return showList(visit, read.form, read.status);
  const { services, actor, language } = visit;
  const text = texts[language].codes;
  const { role, limit, until } = read.value;
  const end = until === undefined ? null : startOfDay(until, 1);
  if (end !== null && end.getTime() <= services.registry.clock.nowMs()) {
    return showList(visit, { ...read.form, faults: [{ path: 'until', message: text.past }] }, 422);
  }
  const organisation = param(visit, 'organisation');
  const made = await attempt(visit, read.form, () =>
    run(services.registry, actor, createCode, { organisation, role, limit, expiresAt: end?.toISOString() ?? null }),
  );
  if (!made.ok) return showList(visit, made.form, made.status);
  return seeOther(visit, addresses.operatorCodes.to({ organisation }), `${text.made} ${made.value.code}`);
}

/** Withdraws a code. */
export async function withdrawOneCode(visit: AccountVisit): Promise<Response> {
  const organisation = param(visit, 'organisation');
  await run(visit.services.registry, visit.actor, withdrawCode, { organisation, code: param(visit, 'code') });
  return seeOther(visit, addresses.operatorCodes.to({ organisation }), texts[visit.language].codes.withdrawn);
}
