/** What follows a head, and what becomes of the connection: judged once, in the plainest spelling or not at all. */
import { carriageReturn } from '#http1/characters.ts';
import type { ParseResult } from '#http1/fault.ts';
import { fieldKind } from '#http1/field-names.ts';
import type { Head } from '#http1/head.ts';

/** Stays below 2^53. */
const maximumDigits = 15;

/** Reads Content-Length and Transfer-Encoding of either kind of message (RFC 9112 §6.1 to §6.3). */
export function judgeLength(head: Head): ParseResult {
  const codings = head.times(fieldKind.transferEncoding);
  const lengths = head.times(fieldKind.contentLength);
  if (codings > 0) {
    if (head.minorVersion === 0 || lengths > 0 || codings > 1) return 'malformed';
    return judgeCoding(head);
  }
  if (lengths === 0) {
    head.contentLength = 0;
    return 'complete';
  }
  const length = decimalOf(head, head.indexOf(fieldKind.contentLength));
  if (lengths > 1 || length === -1 || tabFollows(head, fieldKind.contentLength)) return 'malformed';
  head.contentLength = length;
  return 'complete';
}

/** The value of a field as a number in its plainest spelling: no sign, no prefix, no leading zero; -1 for any other. */
function decimalOf({ text, spans }: Head, index: number): number {
  const start = spans[4 * index + 2] ?? 0;
  const end = spans[4 * index + 3] ?? 0;
  if (end === start || end - start > maximumDigits) return -1;
  let number = 0;
  for (let at = start; at < end; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9 || (at > start && number === 0)) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** A tab behind the value is white space to us, and a part of it to others. */
function tabFollows(head: Head, kind: number): boolean {
  const end = head.spans[4 * head.indexOf(kind) + 3] ?? 0;
  return (
    head.text.charCodeAt(end) !== carriageReturn && head.text.slice(end, head.text.indexOf('\r', end)).includes('\t')
  );
}

function judgeCoding(head: Head): ParseResult {
  const value = head.value(fieldKind.transferEncoding) ?? '';
  if (tabFollows(head, fieldKind.transferEncoding)) return 'malformed';
  if (value === 'chunked' || value.toLowerCase() === 'chunked') {
    head.chunked = true;
    head.contentLength = null;
    return 'complete';
  }
  const names = value.split(',').map((name) => name.trim().toLowerCase());
  const misplaced = names.some((name) => name === '' || name === 'identity') || names.at(-1) !== 'chunked';
  const repeated = names.filter((name) => name === 'chunked').length > 1;
  return misplaced || repeated ? 'malformed' : 'coding_unknown';
}

/** Fields that mean the message and not the connection: naming them would have two readers see two messages. */
const notToBeNamed = new Set(['host', 'content-length', 'transfer-encoding']);

/** Words in `Connection`: each is compared with the name of each field. */
const maximumOptions = 100;

/** Reads `Connection` (RFC 9112 §9.3, RFC 9110 §7.6.1). Fields that it names are no longer there for anybody else. */
export function judgeConnection(head: Head): ParseResult {
  head.keepAlive = head.minorVersion === 1;
  const times = head.times(fieldKind.connection);
  if (times === 0) return 'complete';
  const only = times === 1 ? head.value(fieldKind.connection) : undefined;
  if (only === 'keep-alive' || only === 'Keep-Alive') {
    head.keepAlive = isAskedPlainly(head);
    return 'complete';
  }
  if (only === 'close') {
    head.keepAlive = false;
    return 'complete';
  }
  return readOptions(head);
}

/** HTTP/1.0 stays when it is asked to; a tab beside the word is white space to us, and a part of it to others. */
function isAskedPlainly({ minorVersion, count, kinds, spans, text }: Head): boolean {
  if (minorVersion === 1) return true;
  for (let index = 0; index < count; index += 1) {
    const nameEnd = spans[4 * index + 1] ?? 0;
    if (kinds[index] === fieldKind.connection && text.slice(nameEnd, text.indexOf('\r', nameEnd)).includes('\t')) {
      return false;
    }
  }
  return true;
}

function readOptions(head: Head): ParseResult {
  const options = head
    .values(fieldKind.connection)
    .flatMap((value) => value.split(','))
    .map((option) => option.trim().toLowerCase());
  if (options.length > maximumOptions) return 'malformed';
  // Of two words that contradict each other the safe one counts.
  if (options.includes('close')) head.keepAlive = false;
  else if (options.includes('keep-alive')) head.keepAlive = isAskedPlainly(head);
  head.upgrade = options.includes('upgrade') && head.times(fieldKind.upgrade) > 0;
  const named = options.filter((option) => !['', 'close', 'keep-alive', 'upgrade'].includes(option));
  if (named.some((name) => notToBeNamed.has(name))) return 'malformed';
  if (named.length > 0) head.nameHopByHop(named);
  return 'complete';
}
