/** The form that makes an application. */
import { z } from 'zod';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { RadioGroup, SelectField, Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Breadcrumbs, EmptyState, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { ApplicationFields, sentFields, sentPicture } from '#portal/pages/applications/fields.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { tick } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

const sentSchema = z.strictObject({
  ...sentFields,
  organisation: z.string().default(''),
  environment: z.enum(['sandbox', 'production']),
  enabled: tick,
});

/** Shows the form, with what is known of the person in it. */
export function showNewApplication(visit: AccountVisit): Promise<Response> {
  const { session, standing } = visit;
  const asked = query(visit, 'environment') === 'production' ? 'production' : 'sandbox';
  const given = {
    organisation: standing.organisations[0]?.slug ?? '',
    environment: asked,
    email: session.email,
    responsible: session.name,
    enabled: 'on',
  };
  return showForm(visit, freshForm(visit, given), 200);
}

/** Makes the application, and leads to its credentials. */
export async function makeApplication(visit: AccountVisit): Promise<Response> {
  const { services, actor } = visit;
  const sent = readForm(visit, sentSchema);
  if (!sent.ok) return showForm(visit, sent.form, sent.status);
  const { picture, ...fields } = sent.value;
  const made = await attempt(visit, sent.form, async () =>
    run(services.registry, actor, createApplication, { ...fields, ...(await sentPicture(picture)) }),
  );
  if (!made.ok) return showForm(visit, made.form, made.status);
  const { id, name } = made.value;
  const notice = texts[visit.language].form.created(name);
  return seeOther(visit, addresses.applicationCredentials.to({ application: id }), notice);
}

function showForm(visit: AccountVisit, form: FormState, status: number): Promise<Response> {
  const text = texts[visit.language];
  const { organisations } = visit.standing;
  return showPage(visit, {
    title: text.form.newTitle,
    status,
    body: (
      <>
        <Breadcrumbs
          label={text.trail}
          crumbs={[{ label: text.title, href: addresses.applications.to() }, { label: text.form.newTitle }]}
        />
        <PageHead title={text.form.newTitle} lead={text.form.newLead} />
        {organisations.length === 0 ? (
          <EmptyState title={text.empty.noOrganisation}>
            <p>{text.empty.noOrganisationText}</p>
          </EmptyState>
        ) : (
          <Form action={addresses.newApplication.to()} csrfToken={visit.csrfToken()} form={form} files>
            <SelectField
              form={form}
              name="organisation"
              label={text.form.organisation}
              required
              choices={organisations.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
            <RadioGroup
              form={form}
              name="environment"
              legend={text.form.environment}
              choices={(['sandbox', 'production'] as const).map((value) => ({
                value,
                label: words[visit.language].environment[value],
                hint: text.form.environmentHints[value],
              }))}
            />
            <ApplicationFields form={form} />
            <Tick form={form} name="enabled" label={text.form.enabled} hint={text.form.enabledHint} />
            <FormButtons
              label={text.form.create}
              cancel={{ href: addresses.applications.to(), label: text.form.cancel }}
            />
          </Form>
        )}
      </>
    ),
  });
}
