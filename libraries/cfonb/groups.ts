/**
 * What CFONB 240 and 160 have in common: groups of a head, details and a total, in records of one width. They are small files next to
 * statements: here clarity counts.
 */
import { readDigits, readUnsignedAmount } from '#cfonb/amount.ts';
import { readDate } from '#cfonb/date.ts';
import { CfonbError, type Fault, type FaultCode, type Mode } from '#cfonb/fault.ts';
import { readText } from '#cfonb/field.ts';
import { Framer, type Frame, type ReadEncoding } from '#cfonb/framer.ts';

/** What a field has in the place of what is expected; caught by the reader of groups. Offsets count from 0. */
class FieldFault extends Error {
  readonly code: FaultCode;
  readonly from: number;
  readonly to: number;
  readonly expected: string;

  constructor(code: FaultCode, [from, to]: Span, expected: string) {
    super(expected);
    this.code = code;
    this.from = from;
    this.to = to;
    this.expected = expected;
  }
}

/** Positions as the standards count them: first and last, from 1. */
export type Span = readonly [number, number];

/** The fields of one record, by the positions of the standards. A field that cannot be read ends the record. */
export class Fields {
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  get line(): number {
    return this.#frame.line;
  }

  text([first, last]: Span): string {
    const { bytes, text, at } = this.#frame;
    return readText(bytes, text, at + first - 1, at + last);
  }

  /** Digits that are a name and no number, such as the code of a bank. */
  digits(span: Span, expected: string): string {
    const text = this.text(span);
    if (!/^\d+$/.test(text) || text.length !== span[1] - span[0] + 1)
      throw new FieldFault('number_invalid', span, expected);
    return text;
  }

  number([first, last]: Span, expected: string): number {
    const value = readDigits(this.#frame.bytes, this.#frame.at + first - 1, last - first + 1);
    if (value < 0) throw new FieldFault('number_invalid', [first, last], expected);
    return value;
  }

  amount([first, last]: Span): number {
    const value = readUnsignedAmount(this.#frame.bytes, this.#frame.at + first - 1, last - first + 1);
    if (Number.isNaN(value)) throw new FieldFault('amount_invalid', [first, last], `${last - first + 1} digits`);
    return value;
  }

  date([first, last]: Span): string | null {
    const value = readDate(this.#frame.bytes, this.#frame.at + first - 1);
    if (value === undefined) throw new FieldFault('date_invalid', [first, last], 'a date JJMMAA');
    return value;
  }

  refuse(code: FaultCode, span: Span, expected: string): never {
    throw new FieldFault(code, span, expected);
  }
}

/** What a format says about its groups. `Group` is what the reader gives. */
export type GroupFormat<Draft, Group> = {
  readonly width: 160 | 240;
  /** What the first 16 characters of every record look like. */
  readonly start: RegExp;
  readonly headCode: string;
  readonly totalCode: string;
  readonly detailCodes: readonly string[];
  readonly begin: (fields: Fields) => Draft;
  readonly add: (draft: Draft, code: string, fields: Fields) => void;
  readonly end: (draft: Draft, fields: Fields) => Group;
};

export type ReadGroupsOptions = {
  /** Default: `strict`. */
  readonly mode?: Mode;
  /** Default: `auto`. */
  readonly encoding?: ReadEncoding;
  /** Called for each fault of lenient reading. */
  readonly onFault?: (fault: Fault) => void;
};

/** Reads groups as they end. A group that has no total is lost, and reported with all its records. */
export class GroupReader<Draft, Group> {
  readonly #format: GroupFormat<Draft, Group>;
  readonly #options: ReadGroupsOptions;
  readonly #onGroup: (group: Group) => void;
  readonly #framer: Framer;
  #open: { readonly draft: Draft; readonly line: number; records: number } | null = null;
  #records = 0;

  constructor(format: GroupFormat<Draft, Group>, options: ReadGroupsOptions, onGroup: (group: Group) => void) {
    this.#format = format;
    this.#options = options;
    this.#onGroup = onGroup;
    const onRecord = (frame: Frame): void => this.#read(frame);
    this.#framer = new Framer({
      width: format.width,
      start: format.start,
      encoding: options.encoding ?? 'auto',
      onRecord,
    });
  }

  push(chunk: Uint8Array): void {
    this.#framer.push(chunk);
  }

  end(): void {
    this.#framer.end();
    this.#abandon(this.#framer.place, 'end of file');
    if (this.#records > 0) return;
    const expected = `a record ${this.#format.headCode}`;
    this.#report({ ...this.#framer.place, code: 'file_empty', recordCode: '', expected, found: '', recordsSkipped: 0 });
  }

  #read(frame: Frame): void {
    this.#records += 1;
    try {
      this.#take(frame, new Fields(frame));
    } catch (cause) {
      if (!(cause instanceof FieldFault)) throw cause;
      this.#lose(frame, cause);
    }
  }

  #take(frame: Frame, fields: Fields): void {
    const { controlAt } = frame;
    if (controlAt >= 0) fields.refuse('character_invalid', [controlAt + 1, controlAt + 1], 'no control character');
    const { headCode, totalCode, detailCodes } = this.#format;
    const code = fields.text([1, 2]);
    if (code === headCode) {
      const { line, columnsBefore, byteOffset, record } = frame;
      this.#abandon({ line, column: columnsBefore + 1, byteOffset, record }, headCode);
      this.#open = { draft: this.#format.begin(fields), line, records: 1 };
      return;
    }
    const codes = [headCode, ...detailCodes, totalCode];
    if (!codes.includes(code)) fields.refuse('record_unknown', [1, 2], codes.join(', '));
    const open = this.#open;
    if (open === null) return fields.refuse('record_misplaced', [1, 2], `${headCode} first`);
    if (code !== totalCode) {
      this.#format.add(open.draft, code, fields);
      open.records += 1;
      return;
    }
    const group = this.#format.end(open.draft, fields);
    this.#open = null;
    this.#onGroup(group);
  }

  #lose(frame: Frame, { code, from, to, expected }: FieldFault): void {
    // What was stripped or cut off stands nowhere.
    const text = frame.text.slice(frame.at, frame.at + frame.length);
    const before = frame.utf8 ? Buffer.byteLength(text.slice(0, from - 1)) : Math.min(from - 1, frame.length);
    this.#report({
      ...{ code, line: frame.line, column: frame.columnsBefore + from, byteOffset: frame.byteOffset + before },
      ...{
        record: frame.record,
        recordCode: text.slice(0, 2),
        expected,
        found: text.slice(from - 1, to),
        recordsSkipped: 1,
      },
    });
  }

  #abandon(place: Pick<Fault, 'line' | 'column' | 'byteOffset' | 'record'>, found: string): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    const expected = `${this.#format.totalCode} for what begins in line ${open.line}`;
    this.#report({ ...place, code: 'unfinished', recordCode: '', expected, found, recordsSkipped: open.records });
  }

  #report(fault: Fault): void {
    if ((this.#options.mode ?? 'strict') === 'strict') throw new CfonbError(fault);
    this.#options.onFault?.(fault);
  }
}
