/** The chain of balances: each old balance is the new balance before. A gap means that statements are missing. */
import type pg from 'pg';
import { limits } from '#base/limits.ts';
import type { Findings } from '#apis/banking/import/findings.ts';

/** Adds a warning for each gap beside a statement of this import. */
export async function reportChainGaps(
  client: pg.ClientBase,
  importId: string,
  accountIds: readonly string[],
  findings: Findings,
): Promise<void> {
  const { rows } = await client.query<{
    iban: string;
    line: number;
    before: string;
    after: string;
    gap: string;
    days: string;
  }>(
    `with chain as (
       select s.account_id, s.import_id, s.line, s.opening_minor, s.opening_date, s.currency,
              lag(s.closing_minor) over sorted as before_minor, lag(s.closing_date) over sorted as before_date,
              lag(s.import_id) over sorted as before_import, lag(s.line) over sorted as before_line
         from banking.statements s where s.account_id = any($2)
       window sorted as (partition by s.account_id, s.currency order by s.closing_date, s.opening_date, s.number))
     select a.iban, case when c.import_id = $1 then c.line else c.before_line end as line,
            c.before_minor::text as before, c.opening_minor::text as after, (c.opening_minor - c.before_minor)::text as gap,
            concat_ws(' and ', c.before_date, c.opening_date) as days
       from chain c join banking.accounts a on a.id = c.account_id
      where c.before_minor is not null and c.before_minor <> c.opening_minor and $1 in (c.import_id, c.before_import)
      order by line limit $3`,
    [importId, accountIds, limits.bankingFindings],
  );
  for (const { iban, line, before, after, gap, days } of rows) {
    const Message = `between ${days} a balance of ${before} is followed by one of ${after}: ${gap} are missing (minor units)`;
    findings.addStatement({ Kind: 'warning', Code: 'chain_gap', Message, Line: line, Records: 0, Account: iban });
  }
}
