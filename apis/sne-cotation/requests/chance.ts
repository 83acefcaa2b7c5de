/** Chance that is always the same: SHA-256 of a seed and a counter, so that generated data never changes. */
import { createHash } from 'node:crypto';

export type Chance = {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number from 0 to `count` - 1. */
  readonly below: (count: number) => number;
  readonly happens: (probability: number) => boolean;
  /** @throws RangeError when `list` is empty */
  readonly pick: <Item>(list: readonly Item[]) => Item;
};

const numbersOfBlock = 8;

export function openChance(seed: string): Chance {
  let block = Buffer.alloc(0);
  let drawn = 0;
  const next = (): number => {
    const at = drawn % numbersOfBlock;
    if (at === 0) block = createHash('sha256').update(`${seed}/${drawn}`).digest();
    drawn += 1;
    return block.readUInt32BE(at * 4) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: (list) => {
      const item = list[below(list.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
  };
}
