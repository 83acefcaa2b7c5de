/** Records being written: fields at their places, refused when they do not fit. */
import { canEncode, encodeField, type WriteEncoding } from '#cfonb/encoding.ts';

/** Thrown when a model cannot be written so that it reads back as itself. */
export class CfonbWriteError extends Error {
  /** The field, such as `operations.label`. */
  readonly field: string;

  constructor(field: string, expected: string, found: string) {
    super(`${field}: expected ${expected}, found ${JSON.stringify(found)}`);
    this.name = 'CfonbWriteError';
    this.field = field;
  }
}

export type WriteOptions = {
  /** Default: `latin1`. `utf8` is what some banks send too: then a character is not always a byte. */
  readonly encoding?: WriteEncoding;
  /** What stands behind each record. Default: `\n`. */
  readonly lineEnding?: '\n' | '\r\n' | '';
};

/** The bytes of what was written. */
export function encodeWritten(text: string, { encoding = 'latin1' }: WriteOptions): Uint8Array {
  return Buffer.from(text, encoding === 'utf8' ? 'utf8' : 'latin1');
}

/** A text field of `length` characters, filled with blanks. */
export function written(field: string, text: string, length: number, encoding: WriteEncoding): string {
  if (text.length > length) throw new CfonbWriteError(field, `at most ${length} characters`, text);
  if (text.endsWith(' ')) throw new CfonbWriteError(field, 'no blank at the end', text);
  if (!canEncode(text, encoding)) throw new CfonbWriteError(field, `characters that ${encoding} has`, text);
  return encodeField(text, encoding).padEnd(length);
}

/** A field that a pattern describes. */
export function writtenCode(field: string, text: string, pattern: RegExp, expected: string): string {
  if (!pattern.test(text)) throw new CfonbWriteError(field, expected, text);
  return text;
}

/** An unsigned integer of `length` digits. */
export function writtenNumber(field: string, value: number, length: number): string {
  if (!Number.isSafeInteger(value) || value < 0 || String(value).length > length) {
    throw new CfonbWriteError(field, `an integer of at most ${length} digits`, String(value));
  }
  return String(value).padStart(length, '0');
}
