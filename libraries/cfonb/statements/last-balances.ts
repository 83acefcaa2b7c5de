import type { StatementHead } from '#cfonb/statements/model.ts';

/** Accounts stand in sets of four; in a full set the one that came first makes room. */
const setCount = 4_096;
const setSize = 4;
const slotCount = setCount * setSize;
/** Bank, branch, account and currency. */
const keyLength = 24;

/**
 * The last new balance of each account of a file, by which the next statement of the account is checked. It remembers up to 16,384
 * accounts; of a file with more, a broken chain over too many statements is not noticed. Kept in arrays of fixed size: a map that
 * forgets as fast as it learns makes garbage that stays long.
 */
export class LastBalances {
  readonly #keys = new Uint16Array(slotCount * keyLength);
  readonly #balances = new Float64Array(slotCount);
  readonly #isUsed = new Uint8Array(slotCount);
  /** Which of a set is replaced next. */
  readonly #oldest = new Uint8Array(setCount);
  readonly #key = new Uint16Array(keyLength);

  /** Sets the account's new balance; gives old balance - balance before, or null when the account is new. */
  replace(head: StatementHead, newBalanceMinor: number): bigint | null {
    const set = this.#setOf(head);
    for (let slot = set * setSize; slot < (set + 1) * setSize; slot += 1) {
      if (this.#isUsed[slot] !== 1 || !this.#isKeyAt(slot)) continue;
      const before = this.#balances[slot] ?? 0;
      this.#balances[slot] = newBalanceMinor;
      return BigInt(head.oldBalance.amountMinor) - BigInt(before);
    }
    const way = this.#oldest[set] ?? 0;
    this.#oldest[set] = (way + 1) % setSize;
    const slot = set * setSize + way;
    this.#isUsed[slot] = 1;
    this.#keys.set(this.#key, slot * keyLength);
    this.#balances[slot] = newBalanceMinor;
    return null;
  }

  /** Writes the key of the account; gives the set in which it would stand. */
  #setOf({ bank, branch, account, currency }: StatementHead): number {
    const key = this.#key.fill(0x20);
    let hash = 0;
    let place = 0;
    for (const part of [bank, branch, currency, account]) {
      for (let index = 0; index < part.length; index += 1) {
        const unit = part.charCodeAt(index);
        key[place] = unit;
        place += 1;
        hash = Math.imul(hash ^ unit, 0x01000193);
      }
    }
    return (hash ^ (hash >>> 15)) & (setCount - 1);
  }

  #isKeyAt(slot: number): boolean {
    for (let index = 0; index < keyLength; index += 1) {
      if (this.#keys[slot * keyLength + index] !== this.#key[index]) return false;
    }
    return true;
  }
}
