import type { Statement, StatementContent } from '#cfonb/statements/model.ts';

/** A statement without what the reader adds to what was written. */
export function contentOf(statement: Statement): StatementContent {
  const { bank, branch, account, currency, decimals, oldBalance, newBalance } = statement;
  const operations = statement.operations.map(
    ({ line: _line, currency: _currency, decimals: _decimals, ...rest }) => rest,
  );
  return { bank, branch, account, currency, decimals, oldBalance, newBalance, operations };
}
