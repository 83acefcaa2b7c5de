import { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import {
  OrganisationFrame,
  readOrganisation,
  type ShownOrganisation,
} from '#portal/pages/operator/organisations/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { organisationNameSchema } from '#registry/organisations/schema.ts';
import { updateOrganisation } from '#registry/organisations/update.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Facts } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatMoment } from '#ui/format.ts';

const nameForm = z.strictObject({ name: organisationNameSchema });

type Detailed = ShownOrganisation & { readonly createdAt: string };

function showDetails(visit: AccountVisit, organisation: Detailed, form: FormState, status = 200): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const { id, slug, name, createdAt } = organisation;
  return showPage(visit, {
    title: name,
    status,
    body: (
      <OrganisationFrame visit={visit} organisation={organisation} part="details">
        <Facts
          facts={[
            [text.organisations.slug, <code>{slug}</code>],
            [text.createdAt, formatMoment(createdAt, language)],
            [
              text.audit.title,
              <a href={addresses.operatorAudit.to({ organisation: slug })}>{text.organisations.audit}</a>,
            ],
            ['Id', <code>{id}</code>],
          ]}
        />
        <h2>{text.organisations.rename}</h2>
        <Form
          action={addresses.operatorOrganisation.to({ organisation: slug })}
          csrfToken={visit.csrfToken()}
          form={form}
        >
          <TextField form={form} name="name" label={text.organisations.name} required maxlength={200} />
          <FormButtons label={text.organisations.rename} />
        </Form>
      </OrganisationFrame>
    ),
  });
}

/** One organisation. */
export async function showOrganisation(visit: AccountVisit): Promise<Response> {
  const organisation = await readOrganisation(visit);
  return showDetails(visit, organisation, freshForm(visit, { name: organisation.name }));
}

/** Gives it another name. */
export async function renameOrganisation(visit: AccountVisit): Promise<Response> {
  const organisation = await readOrganisation(visit);
  const read = readForm(visit, nameForm);
  if (!read.ok) return showDetails(visit, organisation, read.form, read.status);
  const input = { organisation: organisation.id, name: read.value.name };
  const renamed = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, updateOrganisation, input),
  );
  if (!renamed.ok) return showDetails(visit, organisation, renamed.form, renamed.status);
  const here = addresses.operatorOrganisation.to({ organisation: organisation.slug });
  return seeOther(visit, here, texts[visit.language].organisations.renamed);
}
