import { addresses } from '#portal/addresses.ts';
import { apiParts } from '#portal/pages/subscriptions/reference-parts.ts';
import type { ShownStep, ShownWhy } from '#portal/pages/subscriptions/shown.ts';

/** Where each remedy is found: the operation that changes a red step, and the page that offers it. */
const places: Readonly<Record<string, (why: ShownWhy, step: ShownStep) => string>> = {
  'subscription.request': ({ application }) => addresses.applicationApis.to({ application: application.id }),
  'subscription.approve': (_, step) => addresses.request.to({ subscription: step.subject ?? '' }),
  'subscription.resume': (_, step) => addresses.request.to({ subscription: step.subject ?? '' }),
  'subscription.ask-plan': (_, step) => addresses.request.to({ subscription: step.subject ?? '' }),
  'plan.write': ({ api }) => addresses.consoleProducts.to({ provider: apiParts(api.reference).provider }),
  'consent.give': ({ application }) => addresses.applicationTerms.to({ application: application.id }),
  'secret.create': ({ application }) => addresses.applicationCredentials.to({ application: application.id }),
  'api-key.create': ({ application }) => addresses.applicationCredentials.to({ application: application.id }),
  'application.enable': ({ application }) => addresses.application.to({ application: application.id }),
  'application.create': () => addresses.newApplication.to(),
  'profile.assign': ({ api }) => addresses.consoleProfiles.to({ provider: apiParts(api.reference).provider }),
  'account.activate': () => addresses.operatorAccounts.to(),
  'account.set-password': () => addresses.operatorAccounts.to(),
  'issuer.allow-password-client': () => addresses.operatorIssuers.to(),
};

/** The page on which the remedy of a step is found; null: there is none. */
export function remedyAddress(why: ShownWhy, step: ShownStep): string | null {
  return places[step.remedy ?? '']?.(why, step) ?? null;
}
