/** Which account a statement belongs to. */
import type pg from 'pg';
import type { StatementHead } from '#libraries/cfonb/statements/model.ts';
import type { AccountRow } from '#apis/banking/accounts/accounts.ts';

export type Target =
  /** `differs`: bank, branch or account are not those of the IBAN, and the account's control is off. */
  | { readonly account: AccountRow; readonly differs: boolean }
  | { readonly refused: 'account_unknown' | 'account_ambiguous' | 'account_control' };

type Scope = {
  readonly environment: string;
  /** Dossiers that the sender may write. */
  readonly dossiers: readonly number[];
  /** The account that all statements go to; null: the one whose RIB they carry. */
  readonly accountId: string | null;
};

/** Reads the accounts that statements may go to. Gives the function that chooses. */
export async function openTargets(
  client: pg.ClientBase,
  { environment, dossiers, accountId }: Scope,
): Promise<(head: StatementHead) => Target> {
  const { rows } = await client.query<AccountRow>(
    `select * from banking.accounts
      where environment = $1 and dossier_id = any($2) and ($3::uuid is null or id = $3) and ($3::uuid is not null or bank is not null)`,
    [environment, dossiers, accountId],
  );
  const [chosen] = rows;
  if (accountId !== null) {
    return (head) => (chosen === undefined ? { refused: 'account_unknown' } : controlled(chosen, head));
  }
  const byRib = Map.groupBy(rows, (row) => `${row.bank} ${row.branch} ${row.account_number}`);
  const byNumber = Map.groupBy(rows, (row) => row.account_number ?? '');
  return (head) => {
    const exact = byRib.get(`${head.bank} ${head.branch} ${head.account}`) ?? [];
    // Banks merge and branches move: the eleven characters of the account often stay.
    const candidates = exact.length > 0 ? exact : (byNumber.get(head.account) ?? []);
    const [account] = candidates;
    if (account === undefined) return { refused: 'account_unknown' };
    return candidates.length > 1 ? { refused: 'account_ambiguous' } : controlled(account, head);
  };
}

function controlled(account: AccountRow, { bank, branch, account: number }: StatementHead): Target {
  const differs = account.bank !== bank || account.branch !== branch || account.account_number !== number;
  return differs && account.is_cfonb_control_active ? { refused: 'account_control' } : { account, differs };
}
