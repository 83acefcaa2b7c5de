/** What is wrong with a file, and where. */

/** What can be wrong. The texts in `expected` and `found` say the rest. */
export type FaultCode =
  /** The file does not begin like a file of this format; nothing of it is read. */
  | 'format_unknown'
  /** The file holds no record at all. */
  | 'file_empty'
  /** A record begins with a code that the format does not have. */
  | 'record_unknown'
  /** A record stands where it cannot: a complement without an operation, a movement outside a statement. */
  | 'record_misplaced'
  /** A statement, or a batch of orders, has no closing record. */
  | 'unfinished'
  /** A control character stands in a record. */
  | 'character_invalid'
  /** A field that must hold digits does not. */
  | 'number_invalid'
  | 'amount_invalid'
  | 'date_invalid'
  | 'currency_invalid'
  /** The account is blank, or is not the one of the statement. */
  | 'account_invalid'
  /** A total does not agree with what it adds up (240 and 160; for statements see their gaps). */
  | 'total_differs'
  /** More operations in one statement than the reader was allowed. */
  | 'too_large';

export type Fault = {
  readonly code: FaultCode;
  /** Lines and columns count from 1; a file without line breaks is one line. */
  readonly line: number;
  readonly column: number;
  /** From the beginning of the file. */
  readonly byteOffset: number;
  /** Which record it is, counted from 1; blank ones are not counted. */
  readonly record: number;
  /** The record's own code, such as `04`; empty when there is no record. */
  readonly recordCode: string;
  readonly expected: string;
  readonly found: string;
  /** How many records are missing from the result because of this fault. */
  readonly recordsSkipped: number;
};

/** Thrown by strict reading at the first fault. */
export class CfonbError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(describeFault(fault));
    this.name = 'CfonbError';
    this.fault = fault;
  }
}

/** One line of English for people: `line 3, column 91: amount_invalid in record 04: expected …, found "…"`. */
export function describeFault(fault: Fault): string {
  const place = `line ${fault.line}, column ${fault.column} (byte ${fault.byteOffset})`;
  const record = fault.recordCode === '' ? '' : ` in record ${fault.recordCode}`;
  return `${place}: ${fault.code}${record}: expected ${fault.expected}, found ${JSON.stringify(fault.found)}`;
}

/** `strict` throws a `CfonbError` at the first fault; `lenient` skips what is wrong and reports it. */
export type Mode = 'strict' | 'lenient';
