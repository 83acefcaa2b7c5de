/** The form that changes what people write on an application's page. */
import { z } from 'zod';
import { updateApplication } from '#registry/applications/update.ts';
import { run } from '#registry/operation.ts';
import { Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { ApplicationFields, sentFields, sentPicture } from '#portal/pages/applications/fields.tsx';
import { readNamedApplication, showBelow, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { tick } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const sentSchema = z.strictObject({ ...sentFields, removePicture: tick });

/** Shows the form with the application's fields. @throws Problem `application.not_found` (404) */
export async function showEditApplication(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const { name, description, phone, email, structure, responsible } = application;
  const given = { name, description, phone, email, structure, responsible };
  return showForm(visit, application, freshForm(visit, given), 200);
}

/** Changes the application, and leads to its page. @throws Problem `application.not_found` (404) */
export async function changeApplication(visit: AccountVisit): Promise<Response> {
  const { services, actor } = visit;
  const application = await readNamedApplication(visit);
  const sent = readForm(visit, sentSchema);
  if (!sent.ok) return showForm(visit, application, sent.form, sent.status);
  const { picture, removePicture, ...fields } = sent.value;
  const changed = await attempt(visit, sent.form, async () =>
    run(services.registry, actor, updateApplication, {
      application: application.id,
      ...fields,
      ...(removePicture ? { picture: null } : {}),
      ...(await sentPicture(picture)),
    }),
  );
  if (!changed.ok) return showForm(visit, application, changed.form, changed.status);
  const address = addresses.application.to({ application: application.id });
  return seeOther(visit, address, texts[visit.language].form.saved);
}

function showForm(
  visit: AccountVisit,
  application: ShownApplication,
  form: FormState,
  status: number,
): Promise<Response> {
  const text = texts[visit.language].form;
  const { id, name, hasPicture } = application;
  return showBelow(visit, {
    ...{ application, tab: 'details', status },
    title: text.editTitle(name),
    body: (
      <Form action={addresses.editApplication.to({ application: id })} csrfToken={visit.csrfToken()} form={form} files>
        <ApplicationFields form={form} />
        {hasPicture ? <Tick form={form} name="removePicture" label={text.removePicture} /> : null}
        <FormButtons
          label={text.save}
          cancel={{ href: addresses.application.to({ application: id }), label: text.cancel }}
        />
      </Form>
    ),
  });
}
