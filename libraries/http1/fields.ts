/** The field lines of a head (RFC 9112 §5), in one pass over the bytes. */
import { latin1 } from '#http1/latin1.ts';
import { carriageReturn, colon, isTokenByte, lineFeed, space, tab, underscore } from '#http1/characters.ts';
import type { ParseResult } from '#http1/fault.ts';
import { fieldKind, kindOfName, type FieldNames } from '#http1/field-names.ts';
import type { Head } from '#http1/head.ts';

export type FieldRules = {
  readonly names: FieldNames;
  readonly maximumFields: number;
};

/**
 * Reads the lines from `position` to the empty one into `head`, whose first byte lies at `start`; sets its length and
 * text. `valueBytes` tells which bytes a value may hold. White space before the colon, folded lines, bare CR or LF and empty names are malformed.
 */
export function parseFields(
  head: Head,
  buffer: Buffer,
  start: number,
  position: number,
  end: number,
  rules: FieldRules,
  valueBytes: Uint8Array,
): ParseResult {
  const { names, maximumFields } = rules;
  let at = position;
  for (;;) {
    if (at >= end) return 'incomplete';
    if (buffer[at] === carriageReturn) {
      if (at + 1 >= end) return 'incomplete';
      if (buffer[at + 1] !== lineFeed) return 'malformed';
      head.lengthBytes = at + 2 - start;
      head.text = latin1(buffer, start, at + 2);
      return 'complete';
    }
    const nameStart = at;
    let underscored = false;
    while (at < end && isTokenByte[buffer[at] ?? 0] === 1) {
      if (buffer[at] === underscore) underscored = true;
      at += 1;
    }
    if (at >= end) return 'incomplete';
    const nameEnd = at;
    if (buffer[at] !== colon || nameEnd === nameStart) return 'malformed';
    at += 1;
    while (at < end && (buffer[at] === space || buffer[at] === tab)) at += 1;
    const valueStart = at;
    while (at < end && valueBytes[buffer[at] ?? 0] === 1) at += 1;
    if (at + 1 >= end) return at >= end || buffer[at] === carriageReturn ? 'incomplete' : 'malformed';
    if (buffer[at] !== carriageReturn || buffer[at + 1] !== lineFeed) return 'malformed';
    let valueEnd = at;
    while (valueEnd > valueStart && (buffer[valueEnd - 1] === space || buffer[valueEnd - 1] === tab)) valueEnd -= 1;
    at += 2;
    if (head.count >= maximumFields) return 'head_too_large';
    const kind = underscored ? fieldKind.underscored : kindOfName(names, buffer, nameStart, nameEnd);
    head.add(kind, nameStart - start, nameEnd - start, valueStart - start, valueEnd - start);
  }
}
