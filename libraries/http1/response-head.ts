/** The head of a response (RFC 9112 §4), as strictly: an upstream that is misread poisons the next answer. */
import { carriageReturn, isValueByte, lineFeed, space } from '#http1/characters.ts';
import type { ParseResult } from '#http1/fault.ts';
import { fieldKind, type FieldNames } from '#http1/field-names.ts';
import { parseFields } from '#http1/fields.ts';
import { judgeConnection, judgeLength } from '#http1/framing.ts';
import { largestHeadBytes, type Head } from '#http1/head.ts';

export type ResponseRules = {
  readonly names: FieldNames;
  readonly maximumHeadBytes: number;
  readonly maximumFields: number;
};

const statusLineStart = Buffer.from('HTTP/1.');

/**
 * Parses the response head that begins at `start`. `bodyless` says that the request was HEAD: whatever the fields say, no
 * body follows (RFC 9112 §6.3). The same holds for 1xx, 204 and 304.
 */
export function parseResponseHead(
  head: Head,
  buffer: Buffer,
  start: number,
  end: number,
  bodyless: boolean,
  rules: ResponseRules,
): ParseResult {
  head.reset();
  const limit = Math.min(end, start + Math.min(rules.maximumHeadBytes, largestHeadBytes));
  const result = parseWithin(head, buffer, start, limit, bodyless, rules);
  if (result === 'incomplete' && limit < end) return 'head_too_large';
  return result;
}

function parseWithin(
  head: Head,
  buffer: Buffer,
  start: number,
  end: number,
  bodyless: boolean,
  rules: ResponseRules,
): ParseResult {
  const line = parseStatusLine(head, buffer, start, end);
  if (typeof line === 'string') return line;
  const fields = parseFields(head, buffer, start, line, end, rules, isValueByte);
  return fields === 'complete' ? judge(head, bodyless) : fields;
}

/** Gives the position after `HTTP/1.x NNN reason CRLF`; the reason may be missing, and its space with it. */
function parseStatusLine(head: Head, buffer: Buffer, start: number, end: number): number | 'incomplete' | 'malformed' {
  const known = Math.min(end - start, 7);
  for (let index = 0; index < known; index += 1) {
    if (buffer[start + index] !== statusLineStart[index]) return 'malformed';
  }
  if (end - start < 14) return 'incomplete';
  const minor = (buffer[start + 7] ?? 0) - 0x30;
  const hundreds = (buffer[start + 9] ?? 0) - 0x30;
  const tens = (buffer[start + 10] ?? 0) - 0x30;
  const ones = (buffer[start + 11] ?? 0) - 0x30;
  const digits = hundreds >= 1 && hundreds <= 9 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
  if ((minor !== 0 && minor !== 1) || buffer[start + 8] !== space || !digits) return 'malformed';
  head.minorVersion = minor;
  head.status = hundreds * 100 + tens * 10 + ones;
  let at = start + 12;
  if (buffer[at] !== space && buffer[at] !== carriageReturn) return 'malformed';
  if (buffer[at] === space) at += 1;
  head.reasonStart = at - start;
  while (at < end && isValueByte[buffer[at] ?? 0] === 1) at += 1;
  if (at + 1 >= end) return at >= end || buffer[at] === carriageReturn ? 'incomplete' : 'malformed';
  return buffer[at] === carriageReturn && buffer[at + 1] === lineFeed ? at + 2 : 'malformed';
}

function judge(head: Head, bodyless: boolean): ParseResult {
  const length = judgeLength(head);
  if (length !== 'complete') return length;
  const connection = judgeConnection(head);
  if (connection !== 'complete') return connection;
  if (bodyless || head.status < 200 || head.status === 204 || head.status === 304) {
    // A length says here what another request would get; a coding has nothing to encode.
    head.chunked = false;
    head.untilClose = false;
    return 'complete';
  }
  const framed = head.chunked || head.times(fieldKind.contentLength) > 0;
  if (!framed) {
    head.untilClose = true;
    head.contentLength = null;
    head.keepAlive = false;
  }
  return 'complete';
}
