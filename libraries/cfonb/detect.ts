/** Which format a file has, told from its first bytes. */
import { readSignedAmount } from '#cfonb/amount.ts';
import type { ReadEncoding } from '#cfonb/framer.ts';

export type Format = 'cfonb120' | 'cfonb160' | 'cfonb240';

export type Detected = {
  readonly format: Format;
  /** How to read it: `iso646-fr` where braces and the like stand for accents, inside words. */
  readonly encoding: ReadEncoding;
  readonly lineEnding: 'lf' | 'crlf' | 'cr' | 'none';
};

/** What `detect` looks at; more bytes do no harm. */
export const detectedBytes = 65_536;

const tests: readonly (readonly [Format, RegExp])[] = [
  // Bank, internal code, branch; the amount is looked at below.
  ['cfonb120', /^0[1457]\d{5}[ -~]{4}\d{5}/],
  // The sequence number begins at 1, but some files continue one.
  ['cfonb240', /^3[149]\d{6}[ \dA-Z]{2}[ \d]{6}/],
  // The bank at 150-154; accents before it take two bytes in UTF-8.
  ['cfonb160', /^03[ \dA-Z]{2}.{145,175}?\d{5}/],
];

/** Tells what a file is from its beginning, null when it is none of the formats. Give at least 240 characters, if there are. */
export function detect(bytes: Uint8Array): Detected | null {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, detectedBytes)).toString(
    'latin1',
    start,
  );
  const first = text.search(/[^ \r\n]/);
  if (first < 0) return null;
  const head = text.slice(first);
  const format = tests.find(([, pattern]) => pattern.test(head))?.[0];
  if (format === undefined || (format === 'cfonb120' && !hasAmount(head))) return null;
  const ending = /\r\n|\n|\r/.exec(head)?.[0];
  const lineEnding = ending === undefined ? 'none' : ending === '\r\n' ? 'crlf' : ending === '\n' ? 'lf' : 'cr';
  return { format, encoding: isIso646(head) ? 'iso646-fr' : 'auto', lineEnding };
}

/** All records of statements but complements have a signed amount. Accents before it take more bytes than places in UTF-8. */
function hasAmount(head: string): boolean {
  if (head.startsWith('05')) return true;
  const record = Buffer.from(head.slice(0, 240), 'latin1');
  for (let at = 90; at < 140; at += 1) if (!Number.isNaN(readSignedAmount(record, at))) return true;
  // UTF-8 where ISO-646-FR had braces: é and è.
  return /\d{13}Ã[©¨]/.test(head.slice(90, 160));
}

/** Letters on both sides of a sign that ISO-646-FR reads as an accent, and nothing above ASCII. */
function isIso646(head: string): boolean {
  return !/[\u0080-\u00ff]/.test(head) && /[A-Za-z][{|}@\\][A-Za-z]/.test(head);
}
