/** Which requests are logged, and for how many requests each that is stands. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Served } from '#gateway/usage/served.ts';

export const requestLogSchema = z.enum(['all', 'sampled', 'refused', 'off']);
/**
 * - `all`: every request.
 * - `sampled`: every one that was refused or failed, and of the others those that a budget a second is enough for, above it some
 *   that stand for the rest.
 * - `refused`: the refused and failed ones alone.
 * - `off`: none.
 */
export type RequestLog = z.infer<typeof requestLogSchema>;

export type Sampling = {
  /** Gives for how many requests this one stands in the log; 0: it is not logged. */
  readonly weightOf: (served: Pick<Served, 'status' | 'outcome'>) => number;
  /** A second has passed. */
  readonly renew: () => void;
};

/** Opens it; `random` gives numbers from 0 up to 1. */
export function openSampling(requestLog: RequestLog, random: () => number = Math.random): Sampling {
  const successes = openBudget(limits.loggedSuccesses, limits.loggedSuccessesOneIn, random);
  // A flood of refusals would fill the log and tell nothing more: above its own, larger budget it is thinned out, too.
  const failures = openBudget(limits.loggedFailures, limits.loggedFailuresOneIn, random);
  const one = (): number => 1;
  const none = (): number => 0;
  const ofSuccess = { all: one, sampled: successes.weight, refused: none, off: none }[requestLog];
  const ofFailure = { all: one, sampled: failures.weight, refused: failures.weight, off: none }[requestLog];
  return {
    weightOf: ({ status, outcome }) => (outcome === 'answered' && status < 400 ? ofSuccess() : ofFailure()),
    renew: () => {
      successes.renew();
      failures.renew();
    },
  };
}

/**
 * The first `each` of a second weigh 1; of the others one of every `oneIn`, at a place drawn anew for each group, weighs them
 * all. Groups go on over the seconds: weights add up to all requests, but for the group under way.
 */
function openBudget(each: number, oneIn: number, random: () => number) {
  let left = each;
  let place = 0;
  let chosen = Math.floor(random() * oneIn);
  return {
    weight: (): number => {
      if (left > 0) {
        left -= 1;
        return 1;
      }
      const weight = place === chosen ? oneIn : 0;
      place += 1;
      if (place === oneIn) {
        place = 0;
        chosen = Math.floor(random() * oneIn);
      }
      return weight;
    },
    renew: (): void => {
      left = each;
    },
  };
}
