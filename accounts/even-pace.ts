import { limits } from '#base/limits.ts';

type Pace = {
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsedMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
};

/**
 * Does `task` and comes back, with its outcome or its refusal, at the next multiple of `limits.evenPaceMs` after the start:
 * an address that has an account makes more rows than one that has none, and the time must not tell which it was.
 */
export async function atEvenPace<Result>({ elapsedMs, pause }: Pace, task: () => Promise<Result>): Promise<Result> {
  const startMs = elapsedMs();
  try {
    return await task();
  } finally {
    const tookMs = elapsedMs() - startMs;
    await pause(Math.ceil(tookMs / limits.evenPaceMs) * limits.evenPaceMs - tookMs);
  }
}
