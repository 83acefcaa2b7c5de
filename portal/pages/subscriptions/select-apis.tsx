/** From ticks to subscriptions in two steps: what would happen, then doing it. */
import { z } from 'zod';
import { run } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';
import { applySelection } from '#registry/selection/apply.ts';
import { previewSelection } from '#registry/selection/preview.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readNamedApplication, showBelow } from '#portal/pages/applications/frame.tsx';
import { showApplicationApisWith } from '#portal/pages/subscriptions/application-apis.tsx';
import { SelectionPreview } from '#portal/pages/subscriptions/selection-preview.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { choices } from '#portal/visit/form-fields.ts';
import { attempt, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const ticksForm = z.strictObject({ ticked: choices(referenceSchema), had: choices(referenceSchema) });

/** Shows what the ticks would do. What was ticked when the page was made is told by the page itself (`had`). */
export async function showSelectionPreview(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, ticksForm);
  if (!read.ok) return showApplicationApisWith(visit, read.form, read.status);
  const { ticked, had } = read.value;
  const add = ticked.filter((api) => !had.includes(api));
  const remove = had.filter((api) => !ticked.includes(api));
  if (add.length === 0 && remove.length === 0) {
    const address = addresses.applicationApis.to({ application: param(visit, 'application') });
    return seeOther(visit, address, texts[visit.language].apis.unchanged);
  }
  return showPreviewOf(visit, { add, remove }, read.form);
}

type Ticks = { readonly add: string[]; readonly remove: string[] };

async function showPreviewOf(visit: AccountVisit, ticks: Ticks, form: FormState, status = 200): Promise<Response> {
  const application = await readNamedApplication(visit);
  const asked = { application: application.id, ...ticks };
  const preview = await run(visit.services.registry, visit.actor, previewSelection, asked);
  const text = texts[visit.language].preview;
  return showBelow(visit, {
    ...{ application, tab: 'apis', title: text.title, lead: text.lead, status },
    body: <SelectionPreview visit={visit} application={application.id} preview={preview} ticks={ticks} form={form} />,
  });
}

const applyForm = z.strictObject({
  add: choices(referenceSchema),
  remove: choices(referenceSchema),
  message: z.string().trim().max(2000).default(''),
});

/** Does what the preview has shown. */
export async function applyTicks(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, applyForm);
  if (!read.ok) return showApplicationApisWith(visit, read.form, read.status);
  const { message, ...ticks } = read.value;
  const asked = { application: param(visit, 'application') };
  const tried = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, applySelection, { ...asked, ...ticks, message }),
  );
  // Something has changed since the preview: it says what.
  if (!tried.ok) return showPreviewOf(visit, ticks, tried.form, tried.status);
  const { requested, withdrawn } = tried.value;
  const notice = texts[visit.language].preview.done(requested.length, withdrawn.length);
  return seeOther(visit, addresses.applicationApis.to(asked), notice);
}
