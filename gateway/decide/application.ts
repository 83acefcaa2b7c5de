import { callerOf, refuse, routeOf, type Step } from '#gateway/decide/decision.ts';

/** The application must be enabled, and of the API's environment: no sandbox application reaches production. */
export const applicationEnabled: Step = (walk) => {
  const { application } = callerOf(walk);
  if (!application.enabled) return refuse(walk, 'application.disabled');
  if (application.environment !== routeOf(walk).environment) return refuse(walk, 'application.wrong_environment');
  return null;
};
