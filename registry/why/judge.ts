/** "Why am I refused?", answered from the facts: a pure function, one file a step. */
import type { WhyFacts } from '#registry/why/facts.ts';
import { stepNames, type Judge, type StepName, type WhyStep } from '#registry/why/step.ts';
import { account } from '#registry/why/steps/account.ts';
import { api } from '#registry/why/steps/api.ts';
import { application } from '#registry/why/steps/application.ts';
import { credential } from '#registry/why/steps/credential.ts';
import { organisation } from '#registry/why/steps/organisation.ts';
import { plan } from '#registry/why/steps/plan.ts';
import { profile } from '#registry/why/steps/profile.ts';
import { scope } from '#registry/why/steps/scope.ts';
import { subscription } from '#registry/why/steps/subscription.ts';
import { terms } from '#registry/why/steps/terms.ts';

const judges: Readonly<Record<StepName, Judge>> = {
  account,
  organisation,
  application,
  api,
  subscription,
  terms,
  credential,
  scope,
  profile,
  plan,
};

export type Why = {
  /** True: a call would reach the API and, as far as the registry knows, be served. */
  readonly passes: boolean;
  /** The reason that the gateway would give; null: it would let the call through. */
  readonly gatewayReason: string | null;
  readonly steps: readonly WhyStep[];
};

/** The order in which the gateway asks (gateway/decide): the first red one of these is the reason that it gives. */
const gatewayOrder: readonly StepName[] = [
  'api',
  'credential',
  'account',
  'application',
  'subscription',
  'terms',
  'scope',
  'plan',
];

/** Judges every step; those after a red one too, so that all that is missing is known at once. */
export function judgeWhy(facts: WhyFacts): Why {
  const steps = stepNames.map((step) => ({ step, ...judges[step](facts) }));
  const refusals = gatewayOrder.flatMap((name) =>
    steps.filter(({ step, refusedBy }) => step === name && refusedBy === 'gateway'),
  );
  return {
    passes: steps.every(({ light }) => light !== 'red'),
    gatewayReason: refusals[0]?.code ?? null,
    steps,
  };
}
