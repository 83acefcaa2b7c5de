import type { StatementHead } from '#cfonb/statements/model.ts';

/** Accounts remembered. A file with more is read; a broken chain over so many statements is then not noticed. */
const maximumAccounts = 50_000;

/** The last new balance of each account of a file, by which the next statement of the account is checked. */
export class LastBalances {
  readonly #balances = new Map<string, number>();

  /** Sets the account's new balance; gives old balance - balance before, or null when the account is new. */
  replace({ bank, branch, account, currency, oldBalance }: StatementHead, newBalanceMinor: number): bigint | null {
    const key = bank + branch + account + currency;
    const before = this.#balances.get(key);
    if (before !== undefined) this.#balances.delete(key);
    else if (this.#balances.size >= maximumAccounts) {
      for (const oldest of this.#balances.keys()) {
        this.#balances.delete(oldest);
        break;
      }
    }
    this.#balances.set(key, newBalanceMinor);
    return before === undefined ? null : BigInt(oldBalance.amountMinor) - BigInt(before);
  }
}
