/** The character sets in which bank files come and go. */

/** ISO-646-FR (NF Z 62-010:1983): ASCII with accents in the place of twelve signs. `{` and `}` stay what they are in amounts. */
const iso646Letters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '#': '£',
    '@': 'à',
    '[': '°',
    '\\': 'ç',
    ']': '§',
    '`': 'µ',
    '{': 'é',
    '|': 'ù',
    '}': 'è',
    '~': '¨',
  }),
);

const iso646Signs: ReadonlyMap<string, string> = new Map([...iso646Letters].map(([sign, letter]) => [letter, sign]));

/** Gives the text that ISO-646-FR means by these ASCII characters, place by place. */
export function decodeIso646(text: string): string {
  return text.replace(/[#@[\\\]`{|}~]/g, (sign) => iso646Letters.get(sign) ?? sign);
}

/** How files are written. */
export type WriteEncoding = 'ascii' | 'latin1' | 'utf8' | 'iso646-fr';

const encodable: Readonly<Record<WriteEncoding, RegExp>> = {
  ascii: /^[ -~]*$/,
  latin1: /^[ -~\u00a0-\u00ff]*$/,
  // No lone halves of surrogate pairs, and nothing above U+FFFF, which is two units wide here and one character elsewhere.
  utf8: /^[ -~\u00a0-\ud7ff\ue000-\uffff]*$/,
  // What it can say, and not the signs whose places the letters took.
  'iso646-fr': /^[ !"$-?A-Z^_a-z£à°ç§µéùè¨]*$/,
};

/** True when every character of a field can be written, one place each, and read back as itself. */
export function canEncode(text: string, encoding: WriteEncoding): boolean {
  return encodable[encoding].test(text);
}

/** Gives what stands in the file for a text field in this encoding; the file itself is then written as latin-1, or UTF-8. */
export function encodeField(text: string, encoding: WriteEncoding): string {
  if (encoding !== 'iso646-fr') return text;
  return text.replace(/[£à°ç§µéùè¨]/g, (letter) => iso646Signs.get(letter) ?? letter);
}

/**
 * How many bytes the UTF-8 character at `at` has (RFC 3629, section 4): 1 to 4, 0 when it is not UTF-8, -1 when the bytes end within
 * it. Characters of four bytes are not taken for UTF-8: no bank file has them, and they are two units wide in a text.
 */
export function utf8LengthAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xef) return 0;
  const length = first < 0xe0 ? 2 : 3;
  for (let index = 1; index < length; index += 1) {
    if (at + index >= end) return -1;
    const byte = bytes[at + index] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
    // Overlong forms, and halves of surrogate pairs.
    if (index === 1 && ((first === 0xe0 && byte < 0xa0) || (first === 0xed && byte > 0x9f))) return 0;
  }
  return length;
}
