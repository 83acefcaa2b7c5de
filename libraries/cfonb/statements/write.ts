/** Writes statements as CFONB 120. What is written reads back as what was given; what could not is refused. */
import { maximumAmountMinor, writeSignedAmount } from '#cfonb/amount.ts';
import { isWritableDate, writeDate } from '#cfonb/date.ts';
import type { WriteEncoding } from '#cfonb/encoding.ts';
import { writeComplementText } from '#cfonb/statements/write-complement.ts';
import type { Balance, StatementContent } from '#cfonb/statements/model.ts';
import {
  CfonbWriteError,
  encodeWritten,
  written,
  writtenCode,
  writtenNumber,
  type WriteOptions,
} from '#cfonb/written-record.ts';

type OperationContent = StatementContent['operations'][number];

/** Gives the records of a statement as one text. Throws a `CfonbWriteError`. */
export function writeStatement(statement: StatementContent, options: WriteOptions = {}): string {
  const encoding = options.encoding ?? 'latin1';
  const lineEnding = options.lineEnding ?? '\n';
  const parts = placesOf(statement, encoding);
  const records = [balanceRecord('01', parts, statement.oldBalance, encoding)];
  for (const operation of statement.operations) {
    records.push(operationRecord(parts, operation, encoding));
    for (const complement of operation.complements) {
      const { code, text } = writeComplementText(complement, encoding);
      const from = parts.before('05', operation.internalCode, encoding) + pairOf(operation.interbankCode, encoding);
      records.push(`${from}${dateField('bookingDate', operation.bookingDate)}     ${code}${text.padEnd(70)}  `);
    }
  }
  records.push(balanceRecord('07', parts, statement.newBalance, encoding));
  return records.join(lineEnding) + lineEnding;
}

/** Writes a file, a statement at a time. */
export function* writeStatements(
  statements: Iterable<StatementContent>,
  options: WriteOptions = {},
): Generator<Uint8Array, void, undefined> {
  for (const statement of statements) yield encodeWritten(writeStatement(statement, options), options);
}

type Places = { readonly before: (code: string, internalCode: string, encoding: WriteEncoding) => string };

/** Positions 1-32, which all records of a statement share but for the first two fields. */
function placesOf({ bank, branch, account, currency, decimals }: StatementContent, encoding: WriteEncoding): Places {
  const bankField = writtenCode('bank', bank, /^\d{5}$/, 'five digits');
  const currencyField = writtenCode('currency', currency, /^[A-Z]{3}$/, 'an ISO 4217 code');
  const accountField = written('account', account, 11, encoding);
  if (account.trim() === '') throw new CfonbWriteError('account', 'an account', account);
  const behind = `${writtenCode('branch', branch, /^\d{5}$/, 'five digits')}${currencyField}${writtenNumber('decimals', decimals, 1)} ${accountField}`;
  return {
    before: (code, internalCode, encoding) =>
      code + bankField + written('internalCode', internalCode, 4, encoding) + behind,
  };
}

function pairOf(code: string, encoding: WriteEncoding): string {
  return written('code', code, 2, encoding);
}

function dateField(field: string, date: string | null): string {
  if (date !== null && !isWritableDate(date)) throw new CfonbWriteError(field, 'a day from 1961 to 2060', date);
  return writeDate(date);
}

function amountField(amountMinor: number): string {
  if (!Number.isSafeInteger(amountMinor) || Math.abs(amountMinor) > maximumAmountMinor || Object.is(amountMinor, -0)) {
    throw new CfonbWriteError('amountMinor', 'an integer of at most 14 digits', String(amountMinor));
  }
  return writeSignedAmount(amountMinor);
}

function balanceRecord(code: '01' | '07', places: Places, balance: Balance, encoding: WriteEncoding): string {
  if (balance.note !== '' && /^[0 ]*$/.test(balance.note)) {
    throw new CfonbWriteError('note', 'more than zeros', balance.note);
  }
  const front = `${places.before(code, '', encoding)}  ${dateField('date', balance.date)}`;
  const note = written('note', balance.note, 50, encoding);
  return front + note + amountField(balance.amountMinor) + written('reference', balance.reference, 16, encoding);
}

function operationRecord(places: Places, operation: OperationContent, encoding: WriteEncoding): string {
  const { entryNumber } = operation;
  if (entryNumber.length > 0 && /^(0{7}| *)$/.test(entryNumber)) {
    throw new CfonbWriteError('entryNumber', 'more than zeros', entryNumber);
  }
  return [
    places.before('04', operation.internalCode, encoding),
    pairOf(operation.interbankCode, encoding),
    dateField('bookingDate', operation.bookingDate),
    pairOf(operation.rejectReason, encoding),
    dateField('valueDate', operation.valueDate),
    written('label', operation.label, 31, encoding),
    '  ',
    entryNumber === '' ? '0000000' : written('entryNumber', entryNumber, 7, encoding),
    flagField(operation.commissionExempt),
    flagField(operation.unavailable),
    amountField(operation.amountMinor),
    written('reference', operation.reference, 16, encoding),
  ].join('');
}

function flagField(flag: boolean | null): string {
  if (flag === null) return ' ';
  return flag ? '1' : '0';
}
