/** What a caller may do at a route: asked in this order. */
import { applicationEnabled } from '#gateway/decide/application.ts';
import { callerOf, routeOf, type Step } from '#gateway/decide/decision.ts';
import { scope } from '#gateway/decide/scope.ts';
import { subscriptionApproved } from '#gateway/decide/subscription.ts';
import { termsAccepted } from '#gateway/decide/terms.ts';

const steps: readonly Step[] = [applicationEnabled, subscriptionApproved, termsAccepted, scope];

/**
 * Asks all of them; a token is remembered to have passed, at this route and by this revision of the snapshot: the same
 * questions would give the same answers, so they are not asked again before anything has changed or expired.
 */
export const rights: Step = (walk) => {
  if (walk.hasPassed) return null;
  for (const step of steps) {
    const decision = step(walk);
    if (decision !== null) return decision;
  }
  const { token, snapshot } = walk;
  if (token !== null) {
    token.passed = {
      version: snapshot.version,
      route: routeOf(walk),
      caller: callerOf(walk),
      untilMs: walk.tokenUntilMs,
    };
  }
  return null;
};
