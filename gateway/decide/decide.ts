/**
 * The decision about one request: a pure function of its head, the snapshot and the time. The steps stand in the order in
 * which they are taken; the first that refuses gives the reason.
 */
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import { beginWalk, type Arrival, type Decision, type KnownTokens, type Step } from '#gateway/decide/decision.ts';
import { credential } from '#gateway/decide/credential.ts';
import { forward } from '#gateway/decide/forward.ts';
import { operation } from '#gateway/decide/operation.ts';
import { preflight } from '#gateway/decide/preflight.ts';
import { rights } from '#gateway/decide/rights.ts';
import { route } from '#gateway/decide/route.ts';

const steps: readonly Step[] = [route, preflight, operation, credential, rights, forward];

/**
 * Decides about `arrival`. A decision of kind `verify` asks the caller to have the token verified and to decide again
 * with the verdict known — by the snapshot of that moment, so that a change made during the verification is seen.
 */
export function decide(
  arrival: Arrival,
  snapshot: CompiledSnapshot,
  nowMs: number,
  knownTokens: KnownTokens,
): Decision {
  const walk = beginWalk(arrival, snapshot, nowMs, knownTokens);
  for (const step of steps) {
    const decision = step(walk);
    if (decision !== null) return decision;
  }
  throw new Error('the last step always decides');
}
