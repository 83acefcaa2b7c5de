import { callerOf, refuse, routeOf, type Step } from '#gateway/decide/decision.ts';

/** The token must carry every scope that the API requires; credentials without scopes are not asked. */
export const scope: Step = (walk) => {
  const { scopes } = callerOf(walk);
  if (scopes === null || routeOf(walk).requiredScopes.every((required) => scopes.includes(required))) return null;
  return refuse(walk, 'scope.insufficient');
};
