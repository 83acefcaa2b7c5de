/** Lets at most so many tasks run at once; a bounded number waits in order of arrival, the rest is refused. */
export type Gate = {
  /** Runs `task` when its turn comes. @throws what `refuse` gives when too many wait already, or what `task` throws */
  readonly pass: <Result>(task: () => Promise<Result>) => Promise<Result>;
};

type GateOptions = {
  /** Tasks at once. */
  readonly concurrency: number;
  /** Tasks that may wait. */
  readonly queueLimit: number;
  /** Makes the refusal of a task that may not even wait. */
  readonly refuse: () => Error;
};

/** Opens a gate. */
export function openGate({ concurrency, queueLimit, refuse }: GateOptions): Gate {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= queueLimit) throw refuse();
    // Whoever leaves hands its place over: `running` does not change.
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    pass: async (task) => {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
