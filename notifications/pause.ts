export type Pause = {
  /**
   * Waits `pauseMs`, or until `end` is called; not at all when it was called since the last wait. `deaf`: `end` is not
   * heard. An abort of `signal` always ends it.
   */
  readonly wait: (pauseMs: number, deaf: boolean, signal: AbortSignal) => Promise<void>;
  readonly end: () => void;
};

/** Opens a pause between two rounds of work. */
export function openPause(): Pause {
  let ended = false;
  let wake: (() => void) | undefined;
  return {
    wait: async (pauseMs, deaf, signal) => {
      if (signal.aborted || (ended && !deaf)) {
        ended = false;
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, pauseMs);
      const stop = (): void => resolve();
      signal.addEventListener('abort', stop);
      wake = deaf ? undefined : resolve;
      await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      wake = undefined;
      ended = false;
    },
    end: () => {
      ended = true;
      wake?.();
    },
  };
}
