import { z } from 'zod';
import { createApplication } from '#registry/applications/create.ts';
import { environmentSchema } from '#registry/catalogue/schema.ts';
import { run } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { newApplicationValue, showSubscribeWith } from '#portal/pages/subscriptions/subscribe/page.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { choices } from '#portal/visit/form-fields.ts';
import { attempt, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const subscribeForm = z
  .strictObject({
    plan: referenceSchema,
    application: referenceSchema,
    name: z.string().trim().max(300).default(''),
    organisation: referenceSchema,
    environment: environmentSchema,
    message: z.string().trim().max(2000).default(''),
    accept: choices(z.uuid()),
  })
  .superRefine(({ application, name }, context) => {
    if (application !== newApplicationValue || name !== '') return;
    const params = { fr: texts.fr.subscribe.nameNeeded };
    context.addIssue({ code: 'custom', path: ['name'], message: texts.en.subscribe.nameNeeded, params });
  });
type Asked = z.output<typeof subscribeForm>;

/**
 * Makes the application where there is none yet, accepts the terms that were ticked, and asks. An application that was made
 * stays when the rest is refused: the form then names it.
 */
export async function subscribe(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, subscribeForm);
  if (!read.ok) return showSubscribeWith(visit, read.form, read.status);
  const asked = read.value;
  const application = await attempt(visit, read.form, () => applicationFor(visit, asked));
  if (!application.ok) return showSubscribeWith(visit, application.form, application.status);
  const form: FormState = { ...read.form, given: { ...read.form.given, application: application.value, name: '' } };
  const tried = await attempt(visit, form, () => askFor(visit, application.value, asked));
  if (!tried.ok) return showSubscribeWith(visit, tried.form, tried.status);
  const text = texts[visit.language].subscribe;
  const made = asked.application === newApplicationValue ? ` ${text.made}` : '';
  const notice = (tried.value.state === 'approved' ? text.approved : text.pending) + made;
  return seeOther(visit, addresses.request.to({ subscription: tried.value.id }), notice);
}

/** Gives the id of the application that is meant. */
async function applicationFor(visit: AccountVisit, asked: Asked): Promise<string> {
  if (asked.application !== newApplicationValue) return asked.application;
  const { organisation, environment, name } = asked;
  const { email, name: responsible } = visit.session;
  const fields = { organisation, environment, name, email, responsible };
  return (await run(visit.services.registry, visit.actor, createApplication, fields)).id;
}

async function askFor(visit: AccountVisit, application: string, { plan, message, accept }: Asked) {
  const { registry } = visit.services;
  const product = `${param(visit, 'provider')}/${param(visit, 'product')}`;
  const subscription = await run(registry, visit.actor, requestSubscription, { application, product, plan, message });
  for (const termsVersion of accept) await run(registry, visit.actor, giveConsent, { application, termsVersion });
  return subscription;
}
