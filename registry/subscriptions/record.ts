import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { subscriptionDecisions, subscriptions } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { Work } from '#registry/operation.ts';
import { dropPlanRequest } from '#registry/subscriptions/plan-request.ts';
import type { SubscriptionRow } from '#registry/subscriptions/schema.ts';
import { liveStates, type SubscriptionState } from '#registry/subscriptions/transitions.ts';

/** What `decidedAs` says when the rules approved by themselves, because nobody had to. */
export const automatic = 'automatic';

type Step = {
  readonly subscriptionId: string;
  readonly from: SubscriptionState | null;
  readonly to: SubscriptionState;
  readonly reason: string;
  /** True: nobody had to decide. */
  readonly automatic?: boolean;
  /** True: the application's own side took it back. */
  readonly withdrawn?: boolean;
};

/** Writes one step of a subscription's life: who decided it, as what, and why. */
export async function recordStep(work: Work, step: Step): Promise<void> {
  const byPerson = work.actor.kind === 'account' && step.automatic !== true;
  await work.tx.insert(subscriptionDecisions).values({
    id: newId(work.now.getTime()),
    subscriptionId: step.subscriptionId,
    fromState: step.from,
    toState: step.to,
    decidedBy: byPerson && work.actor.kind === 'account' ? work.actor.accountId : null,
    decidedAs: step.automatic === true ? automatic : work.actor.name,
    reason: step.reason,
    withdrawn: step.withdrawn ?? false,
    decidedAt: work.now,
  });
}

/** Brings a locked subscription into another state, with its step and its line for the audit. */
export async function moveSubscription(
  work: Work,
  subscription: SubscriptionRow,
  to: SubscriptionState,
  reason: string,
  withdrawn = false,
): Promise<AuditNote> {
  if (!liveStates.includes(to)) await dropPlanRequest(work.tx, subscription.id);
  await work.tx.update(subscriptions).set({ state: to }).where(eq(subscriptions.id, subscription.id));
  await recordStep(work, { subscriptionId: subscription.id, from: subscription.state, to, reason, withdrawn });
  const details = { from: subscription.state, to, reason, ...(withdrawn ? { withdrawn } : {}) };
  return { subjectType: 'subscription', subjectId: subscription.id, details };
}
