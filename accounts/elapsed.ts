/** Milliseconds since the process began, by a clock that is never set: for how long something takes. */
export function elapsedMs(): number {
  return performance.now();
}
