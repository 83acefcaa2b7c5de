/** Writes CFONB 160. What is written reads back as what was given; what could not is refused. */
import type { WriteEncoding } from '#cfonb/encoding.ts';
import type { OrderBatchContent } from '#cfonb/orders/model.ts';
import { encodeWritten, written, writtenCode, writtenNumber, type WriteOptions } from '#cfonb/written-record.ts';

/** Gives the bytes of a file. Throws a `CfonbWriteError`. */
export function writeOrders(batches: readonly OrderBatchContent[], options: WriteOptions = {}): Uint8Array {
  const lineEnding = options.lineEnding ?? '\n';
  const records = batches.flatMap((batch) => recordsOf(batch, options.encoding ?? 'latin1'));
  return encodeWritten(records.map((record) => record.padEnd(160) + lineEnding).join(''), options);
}

type Account = { readonly bank: string; readonly branch: string; readonly account: string };

function recordsOf(batch: OrderBatchContent, encoding: WriteEncoding): string[] {
  const head = [
    beginning('03', batch, encoding) + ' '.repeat(7),
    writtenCode('day', batch.day, /^((0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d)?$/, 'JJMMA or nothing').padEnd(5),
    written('name', batch.name, 24, encoding),
    `${written('reference', batch.reference, 7, encoding)}${' '.repeat(19)}${batch.currency === 'EUR' ? 'E' : 'F'}`,
    `${' '.repeat(5)}${numberText(batch, encoding)}${' '.repeat(47)}${bankText(batch)}`,
  ].join('');
  const total = `${beginning('08', batch, encoding).padEnd(102)}${writtenNumber('totalMinor', batch.totalMinor, 16)}`;
  const orders = batch.orders.flatMap((order) => [
    [
      beginning('06', order, encoding) + written('reference', order.reference, 12, encoding),
      written('name', order.name, 24, encoding),
      `${written('domiciliation', order.domiciliation, 24, encoding)}${' '.repeat(8)}`,
      numberText(order, encoding) + writtenNumber('amountMinor', order.amountMinor, 16),
      written('label', order.label, 31, encoding) + bankText(order),
    ].join(''),
    ...order.further.map(
      (text) =>
        `07${written('operationCode', order.operationCode, 2, encoding)}${written('further', text, 156, encoding)}`,
    ),
  ]);
  return [head, ...orders, total];
}

/** Positions 1-18. */
function beginning(
  code: string,
  { operationCode, issuerNumber }: { readonly operationCode: string; readonly issuerNumber: string },
  encoding: WriteEncoding,
): string {
  const operation = written('operationCode', operationCode, 2, encoding);
  return `${code}${operation}${' '.repeat(8)}${written('issuerNumber', issuerNumber, 6, encoding)}`;
}

/** Positions 87-102. */
function numberText({ branch, account }: Account, encoding: WriteEncoding): string {
  return writtenCode('branch', branch, /^\d{5}$/, 'five digits') + written('account', account, 11, encoding);
}

/** Positions 150-154. */
function bankText({ bank }: Account): string {
  return writtenCode('bank', bank, /^\d{5}$/, 'five digits');
}
