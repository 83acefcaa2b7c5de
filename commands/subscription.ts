import { Problem, type LocalisedText } from '#base/problem.ts';
import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { commandLine } from '#commands/registry-session.ts';
import { limits } from '#base/limits.ts';
import type { AnyOperation } from '#registry/any-operation.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { listQuotas } from '#registry/quotas/list.ts';
import { run, type Registry } from '#registry/operation.ts';
import { askPlan } from '#registry/subscriptions/ask-plan.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { changePlan } from '#registry/subscriptions/change-plan.ts';
import { decidePlan } from '#registry/subscriptions/decide-plan.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';

/**
 * The newest subscription of an application to a product: people name it by these two, not by its id.
 *
 * @throws Problem `application.not_found`, `product.not_found`, `subscription.not_found` (404)
 */
async function findSubscription(registry: Registry, application: string, product: string): Promise<string> {
  const { id: productId } = await run(registry, commandLine, getProduct, { product });
  const { items } = await run(registry, commandLine, listSubscriptions, { application, limit: limits.pageRows });
  const found = items.find((subscription) => subscription.productId === productId);
  if (found !== undefined) return found.id;
  throw new Problem('subscription.not_found', 404, {
    en: 'The application has not asked for this product.',
    fr: "L'application n'a pas demandé ce produit.",
  });
}

/** The plan of a product that has only one; `default` where there are more. */
async function onlyPlan(registry: Registry, product: string): Promise<string> {
  const { plans } = await run(registry, commandLine, getProduct, { product });
  return plans.length === 1 ? (plans[0]?.slug ?? 'default') : 'default';
}

function decisionCommand(name: string, operation: AnyOperation, summary: LocalisedText): Command {
  return operationCommand({
    name,
    operation,
    summary,
    positionals: ['application', 'product'],
    hidden: ['subscription'],
    complete: async ({ application, product, ...fields }, registry) => ({
      ...fields,
      subscription: await findSubscription(registry, String(application), String(product)),
    }),
  });
}

const subscribe = operationCommand({
  name: 'subscribe',
  operation: requestSubscription,
  summary: {
    en: 'Ask for a product (PROVIDER/PRODUCT) for an application.',
    fr: 'Demander un produit (FOURNISSEUR/PRODUIT) pour une application.',
  },
  positionals: ['application', 'product'],
  complete: async (fields, registry) => ({ plan: await onlyPlan(registry, String(fields['product'])), ...fields }),
});

const list = operationCommand({
  name: 'subscriptions',
  operation: listSubscriptions,
  summary: { en: 'List subscriptions.', fr: 'Lister les souscriptions.' },
});

const quotas = operationCommand({
  name: 'quotas',
  operation: listQuotas,
  summary: {
    en: 'List the quotas of an application: limit, used, remaining, and when each ends.',
    fr: "Lister les quotas d'une application : limite, consommé, reste, et fin de chacun.",
  },
  positionals: ['application'],
});

export const commands: readonly Command[] = [
  subscribe,
  decisionCommand('approve', approveSubscription, {
    en: 'Approve the request of an application for a product.',
    fr: "Accepter la demande d'un produit par une application.",
  }),
  decisionCommand('reject', rejectSubscription, {
    en: 'Reject the request of an application for a product.',
    fr: "Refuser la demande d'un produit par une application.",
  }),
  decisionCommand('suspend', suspendSubscription, {
    en: 'Suspend a subscription.',
    fr: 'Suspendre une souscription.',
  }),
  decisionCommand('resume', resumeSubscription, {
    en: 'Resume a suspended subscription.',
    fr: 'Reprendre une souscription suspendue.',
  }),
  decisionCommand('revoke', revokeSubscription, {
    en: 'Revoke a subscription for good.',
    fr: 'Révoquer une souscription définitivement.',
  }),
  decisionCommand('withdraw', withdrawSubscription, {
    en: 'Take the request of an application for a product back, or give its subscription up.',
    fr: "Retirer la demande d'un produit par une application, ou résilier sa souscription.",
  }),
  decisionCommand('ask-plan', askPlan, {
    en: 'Ask for another plan for the subscription of an application; the present one serves until it is decided.',
    fr: "Demander un autre plan pour la souscription d'une application ; le plan actuel s'applique jusqu'à la décision.",
  }),
  decisionCommand('decide-plan', decidePlan, {
    en: 'Approve or reject the plan that a subscription asks for.',
    fr: 'Accepter ou refuser le plan que demande une souscription.',
  }),
  decisionCommand('change-plan', changePlan, {
    en: 'Move the subscription of an application to another plan, without its having asked.',
    fr: "Passer la souscription d'une application à un autre plan, sans qu'elle l'ait demandé.",
  }),
  quotas,
  list,
];
