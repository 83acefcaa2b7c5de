import { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { createOrganisation } from '#registry/organisations/create.ts';
import { organisationNameSchema, slugSchema } from '#registry/organisations/schema.ts';
import { TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';

const organisationForm = z.strictObject({ name: organisationNameSchema, slug: slugSchema });

function showForm(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { language } = visit;
  const text = texts[language].organisations;
  const list = addresses.operatorOrganisations.to();
  return showPage(visit, {
    title: text.newTitle,
    status,
    body: (
      <OperatorFrame
        language={language}
        area="organisations"
        title={text.newTitle}
        above={[{ label: text.title, href: list }]}
      >
        <Form action={addresses.operatorNewOrganisation.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="name" label={text.name} hint={text.nameHint} required maxlength={200} />
          <TextField form={form} name="slug" label={text.slug} hint={text.slugHint} required maxlength={64} />
          <FormButtons label={text.save} cancel={{ href: list, label: words[language].cancel }} />
        </Form>
      </OperatorFrame>
    ),
  });
}

/** The form for a new organisation. */
export async function showNewOrganisation(visit: AccountVisit): Promise<Response> {
  return showForm(visit, freshForm(visit));
}

/** Creates it. */
export async function createNewOrganisation(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, organisationForm);
  if (!read.ok) return showForm(visit, read.form, read.status);
  const made = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, createOrganisation, read.value),
  );
  if (!made.ok) return showForm(visit, made.form, made.status);
  const codes = addresses.operatorCodes.to({ organisation: made.value.slug });
  return seeOther(visit, codes, texts[visit.language].organisations.created);
}
