import { Problem } from '#base/problem.ts';
import type { Command, OpenedRegistry } from '#commands/command.ts';
import { commandLine, operationCommand } from '#commands/operation-command.ts';
import { run } from '#registry/operation.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The newest subscription of an application to a product: what people name by these two. */
export async function findSubscription(
  registry: OpenedRegistry,
  application: string,
  product: string,
): Promise<{ readonly id: string; readonly state: string }> {
  const { id } = await run(registry, commandLine, getProduct, { product });
  const { items } = await run(registry, commandLine, listSubscriptions, { application, limit: 200 });
  const found = items.find((subscription) => subscription.productId === id);
  if (found !== undefined) return found;
  throw new Problem('subscription.not_found', 404, {
    en: 'The application has not asked for this product.',
    fr: "L'application n'a pas demandé ce produit.",
  });
}

/** The plan of a product that has only one; `default` where there are more. */
async function onlyPlan(registry: OpenedRegistry, product: string): Promise<string> {
  const { plans } = await run(registry, commandLine, getProduct, { product });
  return plans.length === 1 ? (plans[0]?.slug ?? 'default') : 'default';
}

/** The five decisions take the application and the product in place of the subscription's id. */
async function byApplicationAndProduct(fields: Fields, registry: OpenedRegistry): Promise<Fields> {
  const [application, product] = String(fields['subscription']).split(' ');
  if (application === undefined || product === undefined) return fields;
  return { ...fields, subscription: (await findSubscription(registry, application, product)).id };
}

const decisions = [
  {
    word: 'approve',
    operation: approveSubscription,
    summary: { en: 'Approve a request for a product.', fr: "Accepter la demande d'un produit." },
  },
  {
    word: 'reject',
    operation: rejectSubscription,
    summary: { en: 'Reject a request for a product.', fr: "Refuser la demande d'un produit." },
  },
  {
    word: 'suspend',
    operation: suspendSubscription,
    summary: { en: 'Suspend a subscription.', fr: 'Suspendre une souscription.' },
  },
  {
    word: 'resume',
    operation: resumeSubscription,
    summary: { en: 'Resume a suspended subscription.', fr: 'Reprendre une souscription suspendue.' },
  },
  {
    word: 'revoke',
    operation: revokeSubscription,
    summary: { en: 'Revoke a subscription for good.', fr: 'Révoquer une souscription définitivement.' },
  },
] as const;

export const subscriptionCommands: readonly Command[] = [
  operationCommand({
    words: ['subscribe'],
    operation: requestSubscription,
    summary: {
      en: 'Ask for a product for an application (APPLICATION PROVIDER/PRODUCT).',
      fr: 'Demander un produit pour une application (APPLICATION FOURNISSEUR/PRODUIT).',
    },
    positionals: ['application', 'product'],
    complete: async (fields, registry) => ({
      plan: await onlyPlan(registry, String(fields['product'])),
      ...fields,
    }),
  }),
  ...decisions.map(({ word, operation, summary }) =>
    operationCommand({
      words: [word],
      operation,
      summary,
      positionals: ['subscription'],
      joined: { field: 'subscription', names: ['application', 'product'] },
      complete: byApplicationAndProduct,
    }),
  ),
  operationCommand({
    words: ['subscriptions'],
    operation: listSubscriptions,
    summary: { en: 'List subscriptions.', fr: 'Lister les souscriptions.' },
  }),
];
