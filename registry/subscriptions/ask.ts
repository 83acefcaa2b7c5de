import { newId } from '#base/ids.ts';
import { subscriptions } from '#database/tables.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { Work } from '#registry/operation.ts';
import { demandOffer, type PlanRow, type ProductRow } from '#registry/subscriptions/offer.ts';
import { readSubscription } from '#registry/subscriptions/find.ts';
import { recordStep } from '#registry/subscriptions/record.ts';
import { subscriptionExists } from '#registry/subscriptions/refusals.ts';
import type { SubscriptionRow } from '#registry/subscriptions/schema.ts';
import { tellDeciders } from '#registry/subscriptions/tell.ts';

type Asked = {
  readonly application: FoundApplication;
  readonly product: ProductRow;
  readonly plan: PlanRow;
  readonly message: string;
};

/**
 * Asks for a product under a plan for a locked application. Approved at once unless the plan or an API of the product
 * wants a decision: then those who decide are written to.
 *
 * @throws Problem `subscription.not_offered` (409), `subscription.environment` (409), `subscription.exists` (409)
 */
export async function askFor(
  work: Work,
  { application, product, plan, message }: Asked,
): Promise<{ readonly row: SubscriptionRow; readonly note: AuditNote }> {
  const { validationNeeded } = await demandOffer(work.tx, product, application.environment, work.now);
  const approvalNeeded = plan.approvalNeeded || validationNeeded;
  const row: SubscriptionRow = {
    id: newId(work.now.getTime()),
    applicationId: application.id,
    productId: product.id,
    planId: plan.id,
    state: approvalNeeded ? 'pending' : 'approved',
    approvalNeeded,
    requestedBy: work.actor.kind === 'account' ? work.actor.accountId : null,
    requestedAt: work.now,
    message,
  };
  // The partial unique index on live subscriptions is what refuses the second one.
  const inserted = await work.tx.insert(subscriptions).values(row).onConflictDoNothing().returning();
  if (inserted.length === 0) throw subscriptionExists();
  const automatic = !approvalNeeded;
  await recordStep(work, { subscriptionId: row.id, from: null, to: row.state, reason: message, automatic });
  if (approvalNeeded) {
    const { providerOrganisationId } = await readSubscription(work.tx, row.id);
    await tellDeciders(work, row.id, providerOrganisationId);
  }
  const details = { applicationId: application.id, productId: product.id, planId: plan.id, state: row.state };
  return { row, note: { subjectType: 'subscription', subjectId: row.id, details } };
}
