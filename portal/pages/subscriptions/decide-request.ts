import { z } from 'zod';
import { run } from '#registry/operation.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { decisionNames } from '#portal/pages/subscriptions/decision-names.ts';
import { showRequestWith } from '#portal/pages/subscriptions/request.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { attempt, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const operations = {
  approve: approveSubscription,
  reject: rejectSubscription,
  suspend: suspendSubscription,
  resume: resumeSubscription,
  revoke: revokeSubscription,
} as const;

const decideForm = z.strictObject({
  decision: z
    .string()
    .default('')
    .transform((given, context) => {
      const found = [...decisionNames, 'withdraw' as const].find((name) => name === given);
      if (found !== undefined) return found;
      const { chooseDecision: message } = texts.en.request;
      context.addIssue({ code: 'custom', message, params: { fr: texts.fr.request.chooseDecision } });
      return z.NEVER;
    }),
  reason: z.string().trim().max(2000).default(''),
});

/** Takes a decision, or takes the request back; shows the page again with what was wrong. */
export async function decideRequest(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, decideForm);
  if (!read.ok) return showRequestWith(visit, read.form, read.status);
  const { decision, reason } = read.value;
  const subscription = param(visit, 'subscription');
  const { registry } = visit.services;
  const tried = await attempt(visit, read.form, () =>
    decision === 'withdraw'
      ? run(registry, visit.actor, withdrawSubscription, { subscription })
      : run(registry, visit.actor, operations[decision], { subscription, reason }),
  );
  if (!tried.ok) return showRequestWith(visit, tried.form, tried.status);
  const text = texts[visit.language].request;
  const notice = decision === 'withdraw' ? text.withdrawn_ : text.done[decision];
  return seeOther(visit, addresses.request.to({ subscription }), notice);
}
