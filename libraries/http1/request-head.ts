/** The head of a request (RFC 9112 §3): what is ambiguous is refused, never repaired. */
import {
  carriageReturn,
  dot,
  isPlainPathByte,
  isPlainValueByte,
  isTargetByte,
  isTokenByte,
  lineFeed,
  questionMark,
  slash,
  space,
} from '#http1/characters.ts';
import type { ParseResult } from '#http1/fault.ts';
import { fieldKind, type FieldNames } from '#http1/field-names.ts';
import { parseFields } from '#http1/fields.ts';
import { judgeConnection, judgeLength } from '#http1/framing.ts';
import { largestHeadBytes, type Head } from '#http1/head.ts';

export type RequestRules = {
  readonly names: FieldNames;
  readonly maximumHeadBytes: number;
  readonly maximumFields: number;
  readonly maximumTargetBytes: number;
};

const longestMethod = 32;

/**
 * Parses the request head that begins at `start`; `buffer` holds valid bytes up to `end`. On `complete` the first byte of
 * the body lies at `start + head.lengthBytes`; on `incomplete` more bytes may complete it, up to the limit.
 */
export function parseRequestHead(
  head: Head,
  buffer: Buffer,
  start: number,
  end: number,
  rules: RequestRules,
): ParseResult {
  head.reset();
  const limit = Math.min(end, start + Math.min(rules.maximumHeadBytes, largestHeadBytes));
  const result = parseWithin(head, buffer, start, limit, rules);
  if (result === 'incomplete' && limit < end) return 'head_too_large';
  return result;
}

function parseWithin(head: Head, buffer: Buffer, start: number, end: number, rules: RequestRules): ParseResult {
  let at = start;
  while (at < end && isTokenByte[buffer[at] ?? 0] === 1) at += 1;
  if (at - start > longestMethod) return 'malformed';
  if (at >= end) return 'incomplete';
  if (at === start || buffer[at] !== space) return 'malformed';
  head.methodEnd = at - start;
  const afterTarget = parseTarget(head, buffer, start, at + 1, end);
  if (afterTarget - at - 1 > rules.maximumTargetBytes) return 'target_too_long';
  if (afterTarget >= end) return 'incomplete';
  if (buffer[afterTarget] !== space || afterTarget === at + 1) return 'malformed';
  const version = parseVersion(buffer, afterTarget + 1, end);
  if (typeof version === 'string') return version;
  head.minorVersion = version;
  const fields = parseFields(head, buffer, start, afterTarget + versionLength + 1, end, rules, isPlainValueByte);
  return fields === 'complete' ? judge(head) : fields;
}

/** Notes where path and query lie, and whether the path is plain; gives the position after the target. */
function parseTarget(head: Head, buffer: Buffer, start: number, targetStart: number, end: number): number {
  head.targetStart = targetStart - start;
  let at = targetStart;
  let plain = buffer[at] === slash;
  let afterSlash = false;
  while (at < end && isPlainPathByte[buffer[at] ?? 0] === 1) {
    const byte = buffer[at];
    if (byte === slash) {
      if (afterSlash) plain = false;
      afterSlash = true;
    } else {
      if (byte === dot && afterSlash) plain = false;
      afterSlash = false;
    }
    at += 1;
  }
  const stop = buffer[at];
  if (at < end && stop !== questionMark && stop !== space) {
    plain = false;
    while (at < end && isTargetByte[buffer[at] ?? 0] === 1 && buffer[at] !== questionMark) at += 1;
  }
  head.queryStart = at - start;
  while (at < end && isTargetByte[buffer[at] ?? 0] === 1) at += 1;
  head.targetEnd = at - start;
  head.plainPath = plain;
  return at;
}

const versionStart = Buffer.from('HTTP/1.');
/** `HTTP/1.1` and its CRLF. */
const versionLength = 10;

/** Gives the minor version of `HTTP/1.0` or `HTTP/1.1` followed by CRLF. */
function parseVersion(buffer: Buffer, position: number, end: number): number | 'incomplete' | 'malformed' {
  for (let index = 0; index < versionLength; index += 1) {
    if (position + index >= end) return 'incomplete';
    const byte = buffer[position + index];
    const fits =
      index < 7
        ? byte === versionStart[index]
        : index === 7
          ? byte === 0x30 || byte === 0x31
          : byte === (index === 8 ? carriageReturn : lineFeed);
    if (!fits) return 'malformed';
  }
  return (buffer[position + 7] ?? 0x30) - 0x30;
}

function judge(head: Head): ParseResult {
  const hosts = head.times(fieldKind.host);
  if (hosts > 1 || (hosts === 0 && head.minorVersion === 1)) return 'malformed';
  const length = judgeLength(head);
  if (length !== 'complete') return length;
  const expectations = head.times(fieldKind.expect);
  if (expectations > 0) {
    if (expectations > 1 || head.value(fieldKind.expect)?.toLowerCase() !== '100-continue')
      return 'expectation_unknown';
    // RFC 9110 §10.1.1: an HTTP/1.0 client cannot wait for an interim answer.
    head.expectsContinue = head.minorVersion === 1;
  }
  return judgeConnection(head);
}
