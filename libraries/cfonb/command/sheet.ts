/** What the command shows of a statement, a group of returned operations or a batch of orders: a title, columns and rows. */
import type { OrderBatch } from '#cfonb/orders/model.ts';
import type { Party, Returns } from '#cfonb/returns/model.ts';
import type { Complement, Statement } from '#cfonb/statements/model.ts';

export type Sheet = {
  readonly title: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
};

export type Column = { readonly name: string; readonly align: 'left' | 'right' };

/** An amount in minor units as people write it in programs: `-12.34`. */
export function decimal(amountMinor: number | bigint, decimals: number): string {
  const negative = amountMinor < 0;
  const digits = String(negative ? -amountMinor : amountMinor).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return negative ? `-${text}` : text;
}

const left = (name: string): Column => ({ name, align: 'left' });
const right = (name: string): Column => ({ name, align: 'right' });

/** The texts of a complement in one line. */
function complementText(complement: Complement): string {
  if (complement.qualifier === 'raw') return `${complement.code} ${complement.text}`;
  if (complement.qualifier === 'MMO' || complement.qualifier === 'FEE') {
    return `${complement.qualifier} ${decimal(complement.amountMinor, complement.decimals)} ${complement.currency}`;
  }
  const { qualifier, ...fields } = complement;
  return [qualifier, ...Object.values(fields).filter((value) => value !== '')].join(' ');
}

const statementColumns = [
  ...[left('date'), left('value'), left('code'), left('label'), right('amount'), left('currency'), left('reference')],
  left('complements'),
];

export function statementSheet(statement: Statement): Sheet {
  const { bank, branch, account, ribKey, iban, currency, decimals, oldBalance, newBalance } = statement;
  const number = iban ?? `${bank} ${branch} ${account} ${ribKey ?? ''}`.trim();
  const title = [
    `${number}  ${oldBalance.date ?? ''} ${decimal(oldBalance.amountMinor, decimals)} ${currency} → ` +
      `${newBalance.date ?? ''} ${decimal(newBalance.amountMinor, decimals)} ${currency}`,
    ...gapsOf(statement),
  ];
  const rows = statement.operations.map((operation) => [
    operation.bookingDate ?? '',
    operation.valueDate ?? '',
    operation.interbankCode,
    operation.label.trim(),
    decimal(operation.amountMinor, operation.decimals),
    operation.currency,
    operation.reference.trim(),
    operation.complements.map(complementText).join(' | '),
  ]);
  return { title, columns: statementColumns, rows };
}

/** What does not agree in a statement, in words. */
export function gapsOf(statement: Statement): string[] {
  const { gapMinor, chainGapMinor, decimals, currency, line } = statement;
  const gaps: string[] = [];
  if (gapMinor !== 0n) {
    gaps.push(
      `line ${line}: old balance + movements - new balance = ${decimal(gapMinor, decimals)} ${currency}, not 0`,
    );
  }
  if (chainGapMinor !== null && chainGapMinor !== 0n) {
    const difference = `${decimal(chainGapMinor, decimals)} ${currency}`;
    gaps.push(`line ${line}: old balance differs from the account's last new balance by ${difference}`);
  }
  return gaps;
}

function totalGap(line: number, gapMinor: bigint): string[] {
  return gapMinor === 0n ? [] : [`line ${line}: sum - total = ${decimal(gapMinor, 2)}, not 0`];
}

function partyText({ bank, branch, account, name }: Party): string {
  return [bank, branch, account, name].filter((part) => part !== '').join(' ');
}

const returnColumns = [
  left('date'),
  left('code'),
  left('orderer'),
  left('beneficiary'),
  right('amount'),
  left('currency'),
  left('labels'),
];

export function returnsSheet(group: Returns): Sheet {
  const { currency, decimals } = group;
  const total = `${decimal(group.totalMinor, decimals)} ${currency}`;
  return {
    title: [
      `${partyText(group.recipient)}  ${group.date ?? ''}  total ${total}`,
      ...totalGap(group.line, group.gapMinor),
    ],
    columns: returnColumns,
    rows: group.operations.map((operation) => [
      operation.date ?? '',
      operation.operationCode,
      partyText(operation.orderer),
      partyText(operation.beneficiary),
      decimal(operation.amountMinor, decimals),
      currency,
      operation.labels.filter((label) => label !== '').join(' '),
    ]),
  };
}

const orderColumns = [
  left('code'),
  left('beneficiary'),
  left('account'),
  right('amount'),
  left('currency'),
  left('reference'),
  left('label'),
];

export function orderSheet(batch: OrderBatch): Sheet {
  const title = `${batch.name} ${batch.bank} ${batch.branch} ${batch.account}  ${batch.day}  total ${decimal(batch.totalMinor, 2)}`;
  return {
    title: [`${title} ${batch.currency}`, ...totalGap(batch.line, batch.gapMinor)],
    columns: orderColumns,
    rows: batch.orders.map((order) => [
      order.operationCode,
      order.name,
      `${order.bank} ${order.branch} ${order.account}`,
      decimal(order.amountMinor, 2),
      batch.currency,
      order.reference,
      [order.label, ...order.further].filter((text) => text !== '').join(' '),
    ]),
  };
}
