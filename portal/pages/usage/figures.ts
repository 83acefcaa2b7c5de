/** What pages make of figures. */
import type { Figures } from '#metering/usage/question.ts';

/** Calls that failed: answered 5xx, or not at all. */
export function errorsOf({ byClass }: Pick<Figures, 'byClass'>): number {
  return (byClass[0] ?? 0) + (byClass[5] ?? 0);
}

/** Bytes in both directions. */
export function trafficOf({ requestBytes, answerBytes }: Figures): number {
  return requestBytes + answerBytes;
}

/** By how much `now` is more than `before`, as a share of it; null where there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null): number | null {
  if (now === null || before === null) return null;
  if (before === 0) return now === 0 ? 0 : null;
  return (now - before) / before;
}

/** The calls of a period as its bar shows them: answered, refused or wrong, failed, without an answer. */
export function partsOf({ byClass }: Pick<Figures, 'byClass'>): readonly number[] {
  const [none = 0, informed = 0, done = 0, moved = 0, wrong = 0, failed = 0] = byClass;
  return [informed + done + moved, wrong, failed, none];
}
