import { callerOf, refuse, routeOf, type Step } from '#gateway/decide/decision.ts';

/** The API must be granted to the application; each state that is not `approved` is a reason of its own. */
export const subscriptionApproved: Step = (walk) => {
  const state = callerOf(walk).application.subscriptions[routeOf(walk).apiId]?.state ?? 'missing';
  return state === 'approved' ? null : refuse(walk, `subscription.${state}`);
};
