/**
 * Turns the records of a CFONB 120 file into statements: 01 old balance, any 04 each followed by any 05, 07 new balance. It is pushed
 * bytes and calls back; what it holds is one record, one operation and the last balances of the accounts it has seen.
 */
import { readDigits, readSignedAmount } from '#cfonb/amount.ts';
import { readDate } from '#cfonb/date.ts';
import { CfonbError, type Fault, type FaultCode, type Mode } from '#cfonb/fault.ts';
import { isUnfilled, readPair, readText } from '#cfonb/field.ts';
import { Framer, type Frame, type ReadEncoding } from '#cfonb/framer.ts';
import { LastBalances } from '#cfonb/statements/last-balances.ts';
import { isCurrency, readComplement } from '#cfonb/statements/complement.ts';
import type { Balance, Complement, Operation, StatementEnd, StatementHead } from '#cfonb/statements/model.ts';
import { ibanOf, ribKeyOf } from '#cfonb/rib.ts';

export type StatementHandler = {
  readonly onHead: (head: StatementHead) => void;
  /** An operation with all its complements. */
  readonly onOperation: (operation: Operation) => void;
  readonly onEnd: (end: StatementEnd) => void;
  /** The statement begun last has no end: what was said of it does not count. Its fault has been reported. */
  readonly onAbandoned: () => void;
  readonly onFault: (fault: Fault) => void;
};

export type StatementReaderOptions = {
  readonly mode: Mode;
  readonly encoding: ReadEncoding;
  /** A statement with more operations is refused, so that one hostile file cannot take all memory. */
  readonly maximumOperations: number;
};

/** How much was read. */
export type Totals = {
  /** All records, whether they could be read or not. */
  readonly records: number;
  readonly statements: number;
  readonly operations: number;
  readonly complements: number;
  /** Records that are in no statement of the result: each is counted in the `recordsSkipped` of one fault. */
  readonly skipped: number;
};

type OpenStatement = {
  readonly head: StatementHead;
  /** The first 32 bytes of its 01 record, with which the others must agree. */
  readonly key: Uint8Array;
  records: number;
  operations: number;
  complements: number;
  /** Exact below 2^53; what is above has gone to `movementsMinor`. */
  recentMinor: number;
  movementsMinor: bigint;
};

/** An operation to which complements are still to come. */
type OpenOperation = { -readonly [Field in keyof Operation]: Operation[Field] };

const noComplements: readonly Complement[] = [];

/** Code, bank, internal code, branch. */
const recordStart = /^0[1457]\d{5}.{4}\d{5}/s;

const exactLimit = 2 ** 52;

export class StatementReader {
  readonly #handler: StatementHandler;
  readonly #options: StatementReaderOptions;
  readonly #framer: Framer;
  readonly #lastBalances = new LastBalances();
  #statement: OpenStatement | null = null;
  #operation: OpenOperation | null = null;
  /** Its complements so far. An array that grows by itself keeps room for sixteen more: each operation gets one that fits. */
  readonly #waiting: Complement[] = [];
  #records = 0;
  #statements = 0;
  #operations = 0;
  #complements = 0;
  #skipped = 0;

  constructor(handler: StatementHandler, options: StatementReaderOptions) {
    this.#handler = handler;
    this.#options = options;
    this.#framer = new Framer({
      width: 120,
      start: recordStart,
      encoding: options.encoding,
      onRecord: (frame) => this.#read(frame),
    });
  }

  get totals(): Totals {
    return {
      ...{ records: this.#records, statements: this.#statements, operations: this.#operations },
      ...{ complements: this.#complements, skipped: this.#skipped },
    };
  }

  push(chunk: Uint8Array): void {
    this.#framer.push(chunk);
  }

  end(): void {
    this.#framer.end();
    if (this.#statement !== null) this.#abandon(this.#framer.place, 'end of file');
    const expected = 'a record 01 (CFONB 120)';
    if (this.#records === 0) {
      this.#report({
        ...this.#framer.place,
        code: 'file_empty',
        recordCode: '',
        expected,
        found: '',
        recordsSkipped: 0,
      });
    }
  }

  #read(frame: Frame): void {
    this.#records += 1;
    if (frame.controlAt >= 0) {
      this.#lose(frame, 'character_invalid', frame.controlAt, 1, 'no control character');
      return;
    }
    const { bytes, at } = frame;
    const kind = bytes[at] === 0x30 ? bytes[at + 1] : 0;
    if (kind === 0x34) this.#readOperation(frame);
    else if (kind === 0x35) this.#readComplement(frame);
    else if (kind === 0x31) this.#readHead(frame);
    else if (kind === 0x37) this.#readEnd(frame);
    else this.#lose(frame, 'record_unknown', 0, 2, '01, 04, 05 or 07');
  }

  #readHead(frame: Frame): void {
    if (this.#statement !== null) {
      const place = {
        line: frame.line,
        column: frame.columnsBefore + 1,
        byteOffset: frame.byteOffset,
        record: frame.record,
      };
      this.#abandon(place, '01');
    }
    const { bytes, text, at } = frame;
    if (readDigits(bytes, at + 2, 5) < 0) return this.#lose(frame, 'number_invalid', 2, 5, 'a bank of five digits');
    if (readDigits(bytes, at + 11, 5) < 0) return this.#lose(frame, 'number_invalid', 11, 5, 'a branch of five digits');
    const account = readText(bytes, text, at + 21, at + 32);
    if (account.trim() === '') return this.#lose(frame, 'account_invalid', 21, 11, 'an account');
    // LCL leaves currency and decimals blank on balances (facts, dialects): euros and cents.
    const isBlank = isUnfilled(bytes, at + 16, at + 20);
    if (!isBlank && !isCurrency(bytes, at + 16))
      return this.#lose(frame, 'currency_invalid', 16, 3, 'an ISO 4217 code');
    const decimals = isBlank ? 2 : readDigits(bytes, at + 19, 1);
    if (decimals < 0) return this.#lose(frame, 'number_invalid', 19, 1, 'the number of decimals');
    const oldBalance = this.#balance(frame);
    if (oldBalance === null) return;
    const number = { bank: text.slice(at + 2, at + 7), branch: text.slice(at + 11, at + 16), account };
    const currency = isBlank ? 'EUR' : text.slice(at + 16, at + 19);
    const head: StatementHead = {
      ...{ line: frame.line, byteOffset: frame.byteOffset, ...number },
      ...{ ribKey: ribKeyOf(number), iban: ibanOf(number), currency, decimals, oldBalance },
    };
    // A copy: slice of a Buffer would be a view of the window.
    const key = Uint8Array.from(bytes.subarray(at, at + 32));
    for (let index = 0; index < 3; index += 1) key[16 + index] = currency.charCodeAt(index);
    key[19] = 0x30 + decimals;
    const counts = { records: 1, operations: 0, complements: 0, recentMinor: 0, movementsMinor: 0n };
    this.#statement = { head, key, ...counts };
    this.#handler.onHead(head);
  }

  #balance(frame: Frame): Balance | null {
    const { bytes, text, at } = frame;
    const date = readDate(bytes, at + 34);
    if (date === undefined) {
      this.#lose(frame, 'date_invalid', 34, 6, 'a date JJMMAA');
      return null;
    }
    const amountMinor = readSignedAmount(bytes, at + 90);
    if (Number.isNaN(amountMinor)) {
      this.#lose(frame, 'amount_invalid', 90, 14, signedAmountForm);
      return null;
    }
    const note = readText(bytes, text, at + 40, at + 90);
    const reference = readText(bytes, text, at + 104, at + 120);
    return { date, amountMinor, note: /^[0 ]*$/.test(note) ? '' : note, reference };
  }

  /** True when a record is of the statement's account and currency; else it has been reported. */
  #belongs(frame: Frame, { key }: OpenStatement): boolean {
    const { bytes, at } = frame;
    let differences = 0;
    for (let index = 2; index < 7; index += 1) differences |= (key[index] ?? 0) ^ (bytes[at + index] ?? 0);
    for (let index = 11; index < 16; index += 1) differences |= (key[index] ?? 0) ^ (bytes[at + index] ?? 0);
    for (let index = 21; index < 32; index += 1) differences |= (key[index] ?? 0) ^ (bytes[at + index] ?? 0);
    if (differences !== 0) {
      this.#lose(frame, 'account_invalid', 2, 30, `bank, branch and account of the statement, ${accountText(key)}`);
      return false;
    }
    for (let index = 16; index < 20; index += 1) differences |= (key[index] ?? 0) ^ (bytes[at + index] ?? 0);
    if (differences === 0 || isUnfilled(bytes, at + 16, at + 20)) return true;
    const expected = `currency and decimals of the statement, ${String.fromCharCode(...key.subarray(16, 20))}`;
    this.#lose(frame, 'currency_invalid', 16, 4, expected);
    return false;
  }

  #readOperation(frame: Frame): void {
    const statement = this.#statement;
    if (statement === null) return this.#lose(frame, 'record_misplaced', 0, 2, '01 before a movement');
    this.#closeOperation();
    if (!this.#belongs(frame, statement)) return;
    if (statement.operations >= this.#options.maximumOperations) {
      return this.#lose(
        frame,
        'too_large',
        0,
        2,
        `at most ${this.#options.maximumOperations} operations in a statement`,
      );
    }
    const { bytes, at } = frame;
    const bookingDate = readDate(bytes, at + 34);
    if (bookingDate === undefined) return this.#lose(frame, 'date_invalid', 34, 6, 'a date JJMMAA');
    const valueDate = readDate(bytes, at + 42);
    if (valueDate === undefined) return this.#lose(frame, 'date_invalid', 42, 6, 'a date JJMMAA');
    const amountMinor = readSignedAmount(bytes, at + 90);
    if (Number.isNaN(amountMinor)) return this.#lose(frame, 'amount_invalid', 90, 14, signedAmountForm);
    statement.records += 1;
    statement.operations += 1;
    statement.recentMinor += amountMinor;
    if (statement.recentMinor > exactLimit || statement.recentMinor < -exactLimit) {
      statement.movementsMinor += BigInt(statement.recentMinor);
      statement.recentMinor = 0;
    }
    const dates = { bookingDate, valueDate };
    this.#operation = operationOf(frame, statement.head, dates, amountMinor);
  }

  #readComplement(frame: Frame): void {
    const operation = this.#operation;
    const statement = this.#statement;
    if (operation === null || statement === null) {
      return this.#lose(frame, 'record_misplaced', 0, 2, 'a readable 04 before its complement');
    }
    if (!this.#belongs(frame, statement)) return;
    statement.records += 1;
    statement.complements += 1;
    this.#waiting.push(readComplement(frame));
  }

  #readEnd(frame: Frame): void {
    const statement = this.#statement;
    if (statement === null) return this.#lose(frame, 'record_misplaced', 0, 2, '01 before a new balance');
    this.#closeOperation();
    if (!this.#belongs(frame, statement)) return;
    const newBalance = this.#balance(frame);
    if (newBalance === null) return;
    const { head } = statement;
    const movementsMinor = statement.movementsMinor + BigInt(statement.recentMinor);
    const gapMinor = BigInt(head.oldBalance.amountMinor) + movementsMinor - BigInt(newBalance.amountMinor);
    const chainGapMinor = this.#lastBalances.replace(head, newBalance.amountMinor);
    this.#statement = null;
    this.#statements += 1;
    this.#operations += statement.operations;
    this.#complements += statement.complements;
    const operationCount = statement.operations;
    this.#handler.onEnd({ line: frame.line, newBalance, operationCount, movementsMinor, gapMinor, chainGapMinor });
  }

  #closeOperation(): void {
    const open = this.#operation;
    if (open === null) return;
    this.#operation = null;
    if (this.#waiting.length > 0) {
      open.complements = this.#waiting.slice();
      this.#waiting.length = 0;
    }
    this.#handler.onOperation(open);
  }

  /** A record that cannot be read, and is not in the result. A lost 04 leaves its 05 without an operation. */
  #lose(frame: Frame, code: FaultCode, from: number, length: number, expected: string): void {
    // What was stripped or cut off stands nowhere.
    const text = frame.text.slice(frame.at, frame.at + frame.length);
    const before = Math.min(from, frame.length);
    const recordCode = text.slice(0, 2);
    if (recordCode !== '05') this.#closeOperation();
    this.#report({
      ...{ code, line: frame.line, column: frame.columnsBefore + from + 1, record: frame.record, recordCode },
      byteOffset: frame.byteOffset + (frame.utf8 ? Buffer.byteLength(text.slice(0, before)) : before),
      ...{ expected, found: text.slice(from, from + length), recordsSkipped: 1 },
    });
  }

  #abandon(place: Pick<Fault, 'line' | 'column' | 'byteOffset' | 'record'>, found: string): void {
    const statement = this.#statement;
    if (statement === null) return;
    this.#statement = null;
    this.#operation = null;
    this.#waiting.length = 0;
    const expected = `07 for the statement that begins in line ${statement.head.line}`;
    this.#report({ ...place, code: 'unfinished', recordCode: '', expected, found, recordsSkipped: statement.records });
    this.#handler.onAbandoned();
  }

  #report(fault: Fault): void {
    if (this.#options.mode === 'strict') throw new CfonbError(fault);
    this.#skipped += fault.recordsSkipped;
    this.#handler.onFault(fault);
  }
}

const signedAmountForm = '13 digits and one of {ABCDEFGHI }JKLMNOPQR';

function accountText(key: Uint8Array): string {
  const text = String.fromCharCode(...key);
  return `${text.slice(2, 7)} ${text.slice(11, 16)} ${text.slice(21, 32)}`;
}

function operationOf(
  { bytes, text, at, line }: Frame,
  head: StatementHead,
  { bookingDate, valueDate }: { readonly bookingDate: string | null; readonly valueDate: string | null },
  amountMinor: number,
): OpenOperation {
  return {
    line,
    internalCode: readText(bytes, text, at + 7, at + 11),
    interbankCode: readPair(bytes, text, at + 32),
    bookingDate,
    valueDate,
    rejectReason: readPair(bytes, text, at + 40),
    label: readText(bytes, text, at + 48, at + 79),
    entryNumber: isUnfilled(bytes, at + 81, at + 88) ? '' : readText(bytes, text, at + 81, at + 88),
    commissionExempt: flag(bytes[at + 88]),
    unavailable: flag(bytes[at + 89]),
    currency: head.currency,
    decimals: head.decimals,
    amountMinor,
    reference: readText(bytes, text, at + 104, at + 120),
    complements: noComplements,
  };
}

/** 1 and 0; anything else says nothing. */
function flag(byte: number | undefined): boolean | null {
  if (byte === 0x31) return true;
  return byte === 0x30 ? false : null;
}
