/**
 * When a gateway has become quiet: what a busy time has left behind is then collected, because nothing else would make the
 * engine do so before the next busy time.
 */
import { limits } from '#base/limits.ts';

export type Quiet = {
  /** Requests were served. */
  readonly served: () => void;
  readonly close: () => void;
};

/** Calls `collect` once after each busy time that has been followed by `limits.gatewayQuietMs` without a request. */
export function watchQuiet(collect: () => void): Quiet {
  let timer: NodeJS.Timeout | undefined;
  return {
    served: () => {
      if (timer === undefined) timer = setTimeout(collect, limits.gatewayQuietMs).unref();
      else timer.refresh();
    },
    close: () => clearTimeout(timer),
  };
}
