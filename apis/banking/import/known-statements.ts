/** The statements that an account has: what a new one is compared with, so that nothing is doubled. */
import type pg from 'pg';

/** What identifies a statement. */
export type StatementIdentity = {
  readonly openingDate: string | null;
  readonly closingDate: string | null;
  readonly openingMinor: number;
  readonly closingMinor: number;
  /** SHA-256 of the contents, hexadecimal. */
  readonly digest: string;
};

/**
 * `there`: this very statement. `differs`: one of the same days and balances with other contents. `overlaps`: one that speaks of
 * the same days, and neither continues the other. `new`: none of these.
 */
export type Comparison = 'there' | 'differs' | 'overlaps' | 'new';

/** A statement of more days than this is compared with others by its first ones. */
const maximumDays = 400;
const dayMs = 86_400_000;

export class KnownStatements {
  readonly #digests = new Set<string>();
  readonly #identities = new Set<string>();
  /** Balances of the statements that speak of a day. */
  readonly #days = new Map<number, { openingMinor: number; closingMinor: number }[]>();

  /** Reads those of an account, whose row stays locked until the end of the transaction: nobody else adds any meanwhile. */
  static async ofAccount(client: pg.ClientBase, accountId: string): Promise<KnownStatements> {
    await client.query('select 1 from banking.accounts where id = $1 for no key update', [accountId]);
    const { rows } = await client.query<{
      opening_date: string | null;
      closing_date: string | null;
      opening_minor: string;
      closing_minor: string;
      digest: string;
    }>(
      `select opening_date::text, closing_date::text, opening_minor, closing_minor, encode(digest, 'hex') as digest
         from banking.statements where account_id = $1`,
      [accountId],
    );
    const known = new KnownStatements();
    for (const row of rows) {
      known.add({
        ...{ openingDate: row.opening_date, closingDate: row.closing_date, digest: row.digest },
        ...{ openingMinor: Number(row.opening_minor), closingMinor: Number(row.closing_minor) },
      });
    }
    return known;
  }

  add(statement: StatementIdentity): void {
    const { openingMinor, closingMinor } = statement;
    this.#digests.add(statement.digest);
    this.#identities.add(identityText(statement));
    for (const day of daysOf(statement)) {
      const there = this.#days.get(day);
      if (there === undefined) this.#days.set(day, [{ openingMinor, closingMinor }]);
      else there.push({ openingMinor, closingMinor });
    }
  }

  compare(statement: StatementIdentity): Comparison {
    if (this.#digests.has(statement.digest)) return 'there';
    if (this.#identities.has(identityText(statement))) return 'differs';
    const { openingMinor, closingMinor } = statement;
    for (const day of daysOf(statement)) {
      const there = this.#days.get(day);
      if (there === undefined) continue;
      // Several statements of one day continue one another.
      const continues = there.some((one) => one.closingMinor === openingMinor || one.openingMinor === closingMinor);
      if (!continues) return 'overlaps';
    }
    return 'new';
  }
}

function identityText({ openingDate, closingDate, openingMinor, closingMinor }: StatementIdentity): string {
  return [openingDate, closingDate, openingMinor, closingMinor].join(' ');
}

/** The days that a statement speaks of: those after its old balance's, up to its new balance's. */
function* daysOf({ openingDate, closingDate }: StatementIdentity): Generator<number> {
  if (openingDate === null || closingDate === null) return;
  const first = Date.parse(openingDate) / dayMs + 1;
  const last = Math.min(Date.parse(closingDate) / dayMs, first + maximumDays);
  for (let day = first; day <= last; day += 1) yield day;
}
