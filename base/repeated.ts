/** Work that comes back by the clock and that no request waits for. */
export type RepeatedTask = {
  /** Does it now; who asks while it is under way waits for that. */
  readonly run: () => Promise<void>;
  /** Does it no more; resolves when nothing is under way. */
  readonly stop: () => Promise<void>;
};

type Repetition = {
  readonly everyMs: number;
  readonly task: () => Promise<void>;
  /** A failure ends nothing: the task is tried again the next time. */
  readonly failed: (cause: unknown) => void;
};

/** Starts repeating `task`, never twice at once. */
export function repeat({ everyMs, task, failed }: Repetition): RepeatedTask {
  let underWay: Promise<void> | undefined;

  async function once(): Promise<void> {
    try {
      await task();
    } catch (cause) {
      failed(cause);
    }
  }

  function run(): Promise<void> {
    underWay ??= once().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const timer = setInterval(() => void run(), everyMs).unref();
  return {
    run,
    stop: async () => {
      clearInterval(timer);
      await underWay;
    },
  };
}
