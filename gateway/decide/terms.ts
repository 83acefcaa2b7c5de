import { callerOf, refuse, routeOf, type Step } from '#gateway/decide/decision.ts';

/** One of the versions of the terms that count now must have been accepted for the application. */
export const termsAccepted: Step = (walk) => {
  const { acceptedTerms } = routeOf(walk);
  const { consented } = callerOf(walk).application;
  if (acceptedTerms.length === 0 || acceptedTerms.some((version) => consented.has(version))) return null;
  return refuse(walk, 'terms.not_accepted');
};
