/** Writes CFONB 240. What is written reads back as what was given; what could not is refused. */
import { isWritableDate, writeDate } from '#cfonb/date.ts';
import type { WriteEncoding } from '#cfonb/encoding.ts';
import type { Party, ReturnsContent } from '#cfonb/returns/model.ts';
import {
  CfonbWriteError,
  encodeWritten,
  written,
  writtenCode,
  writtenNumber,
  type WriteOptions,
} from '#cfonb/written-record.ts';

/** Gives the bytes of a file. Throws a `CfonbWriteError`. */
export function writeReturns(groups: readonly ReturnsContent[], options: WriteOptions = {}): Uint8Array {
  const lineEnding = options.lineEnding ?? '\n';
  const records = groups.flatMap((group) => recordsOf(group, options.encoding ?? 'latin1'));
  return encodeWritten(records.map((record) => record.padEnd(240) + lineEnding).join(''), options);
}

function recordsOf(group: ReturnsContent, encoding: WriteEncoding): string[] {
  const currency = currencyText(group);
  const recipient = partyText(group.recipient, encoding);
  const again = `${' '.repeat(11)}${partyText(group.recipientAgain, encoding)}${written('centre', group.centre, 6, encoding)}`;
  const head = beginning('31', group, encoding) + currency + recipient + again;
  const totalStart =
    beginning('39', { ...group, sequence: group.totalSequence }, encoding) + currency + recipient + again;
  const total = totalStart.padEnd(228) + writtenNumber('totalMinor', group.totalMinor, 12);
  const details = group.operations.map((operation) =>
    [
      beginning('34', operation, encoding) + currency + partyText(operation.orderer, encoding),
      written('issuerNumber', operation.issuerNumber, 6, encoding) + ' '.repeat(5),
      partyText(operation.beneficiary, encoding) + written('reference', operation.reference, 6, encoding),
      written('domiciliation', operation.domiciliation, 24, encoding),
      written('labels[0]', operation.labels[0], 32, encoding) + written('labels[1]', operation.labels[1], 32, encoding),
      dateText('initialDate', operation.initialDate),
      written('initialReference', operation.initialReference, 6, encoding),
      writtenNumber('amountMinor', operation.amountMinor, 12),
    ].join(''),
  );
  return [head, ...details, total];
}

type Beginning = { readonly sequence: number; readonly operationCode: string; readonly date: string | null };

function beginning(code: string, { sequence, operationCode, date }: Beginning, encoding: WriteEncoding): string {
  const front = code + writtenNumber('sequence', sequence, 6) + written('operationCode', operationCode, 2, encoding);
  return front + dateText('date', date);
}

function dateText(field: string, date: string | null): string {
  if (date !== null && !isWritableDate(date)) throw new CfonbWriteError(field, 'a day from 1961 to 2060', date);
  return writeDate(date);
}

/** Positions 17-21. */
function currencyText({ currency, decimals }: ReturnsContent): string {
  if (currency === 'EUR' && decimals === 2) return 'E    ';
  return ` ${writtenNumber('decimals', decimals, 1)}${writtenCode('currency', currency, /^[A-Z]{3}$/, 'an ISO 4217 code')}`;
}

function partyText({ bank, branch, account, name }: Party, encoding: WriteEncoding): string {
  const number = written('bank', bank, 5, encoding) + written('branch', branch, 5, encoding);
  return number + written('account', account, 11, encoding) + written('name', name, 24, encoding);
}
