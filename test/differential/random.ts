/** Random choices that a seed repeats (mulberry32). */
export type Random = {
  /** 0 to below `limit`. */
  readonly below: (limit: number) => number;
  /** One of `items`. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** True once in `times`. */
  readonly oneIn: (times: number) => boolean;
};

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  return { below, pick, oneIn: (times) => below(times) === 0 };
}
