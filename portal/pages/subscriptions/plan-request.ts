/** What the two forms about a subscription's plan send. */
import { z } from 'zod';
import { run } from '#registry/operation.ts';
import { askPlan } from '#registry/subscriptions/ask-plan.ts';
import { decidePlan } from '#registry/subscriptions/decide-plan.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { showRequestWith } from '#portal/pages/subscriptions/request.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { attempt, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const askForm = z.strictObject({
  about: z.literal('ask-plan'),
  plan: z.string().max(64).default(''),
  message: z.string().trim().max(2000).default(''),
});

/** Asks for another plan; shows the page again with what was wrong. */
export async function askForPlan(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, askForm);
  if (!read.ok) return showRequestWith(visit, read.form, read.status);
  const { plan, message } = read.value;
  const subscription = param(visit, 'subscription');
  const tried = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, askPlan, { subscription, plan, message }),
  );
  if (!tried.ok) return showRequestWith(visit, tried.form, tried.status);
  const text = texts[visit.language].request.plan.ask;
  return seeOther(visit, addresses.request.to({ subscription }), tried.value.done ? text.done : text.waits);
}

const decideForm = z.strictObject({
  about: z.literal('decide-plan'),
  planDecision: z
    .string()
    .default('')
    .transform((given, context) => {
      if (given === 'approve' || given === 'reject') return given;
      const { chooseDecision: message } = texts.en.request;
      context.addIssue({ code: 'custom', message, params: { fr: texts.fr.request.chooseDecision } });
      return z.NEVER;
    }),
  planReason: z.string().trim().max(2000).default(''),
});

/** Decides about the plan that is asked for; shows the page again with what was wrong. */
export async function decideOnPlan(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, decideForm);
  if (!read.ok) return showRequestWith(visit, read.form, read.status);
  const { planDecision: decision, planReason: reason } = read.value;
  const subscription = param(visit, 'subscription');
  const tried = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, decidePlan, { subscription, decision, reason }),
  );
  if (!tried.ok) {
    const faults = tried.form.faults.map((fault) => ({
      ...fault,
      path: fault.path === 'reason' ? 'planReason' : fault.path,
    }));
    return showRequestWith(visit, { ...tried.form, faults }, tried.status);
  }
  return seeOther(
    visit,
    addresses.request.to({ subscription }),
    texts[visit.language].request.plan.decide.done[decision],
  );
}
