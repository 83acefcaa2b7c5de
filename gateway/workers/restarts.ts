/** When a worker that died is replaced: at once the first time, ever later when it dies again and again. */
import { limits } from '#base/limits.ts';

export type Restarts = {
  /** Pause before the next start, after a worker that lived for `livedMs`. */
  readonly pauseMs: (livedMs: number) => number;
};

export function openRestarts(): Restarts {
  let deaths = 0;
  return {
    pauseMs: (livedMs) => {
      deaths = livedMs >= limits.workerSteadyMs ? 1 : deaths + 1;
      if (deaths === 1) return 0;
      return Math.min(limits.workerRestartMs * 2 ** Math.min(deaths - 2, 20), limits.workerRestartMaximumMs);
    },
  };
}
