/** Where the time comes from: milliseconds since the Unix epoch. Tests pass their own. */
export type Clock = { readonly nowMs: () => number };

export const systemClock: Clock = { nowMs: () => Date.now() };
