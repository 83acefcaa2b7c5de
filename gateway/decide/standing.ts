/**
 * Whether what a decision has opened may stay open: a WebSocket outlives its request, and rights end. The questions of
 * the decision are asked again; none of these steps may count anything.
 */
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { credential } from '#gateway/decide/credential.ts';
import { beginWalk, routeOf, type Arrival, type KnownTokens, type Step } from '#gateway/decide/decision.ts';
import { rights } from '#gateway/decide/rights.ts';
import { route } from '#gateway/decide/route.ts';

const steps: readonly Step[] = [route, credential, rights];

/** Gives why `arrival`, which was let through once, would not be any more; null when it would. For logs. */
export function whyNoLonger(
  arrival: Arrival,
  snapshot: CompiledSnapshot,
  nowMs: number,
  knownTokens: KnownTokens,
): string | null {
  const walk = beginWalk(arrival, snapshot, nowMs, knownTokens);
  for (const step of steps) {
    const decision = step(walk);
    if (decision !== null) return decision.kind === 'refuse' ? decision.reason : 'the credential is not known';
  }
  return routeOf(walk).webSocket ? null : 'the API takes no WebSockets any more';
}
