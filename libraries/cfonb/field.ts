/** Text fields of a record. Blanks behind a text are filling and go; blanks before it are the bank's and stay. */

const blank = 0x20;
const zero = 0x30;

/** The text between two places, without the blanks at its end. */
export function readText(bytes: Uint8Array, text: string, from: number, to: number): string {
  let end = to;
  while (end > from && bytes[end - 1] === blank) end -= 1;
  return end === from ? '' : text.substring(from, end);
}

/** Two letters or digits are one of few: each pair is made once. */
const pairs: (string | undefined)[] = Array.from({ length: 128 * 128 }, () => undefined);

/** A code of two characters, or fewer. */
export function readPair(bytes: Uint8Array, text: string, at: number): string {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const place = first < 128 && second < 128 ? (first << 7) | second : 0;
  const known = pairs[place];
  if (known !== undefined) return known;
  const pair = text.substring(at, at + 2).trimEnd();
  // Other signs may mean something else in the next file: ISO-646-FR.
  if (/^[0-9A-Za-z]*$/.test(pair)) pairs[place] = pair;
  return pair;
}

/** True when every character is a blank, or every one is a zero. */
export function isUnfilled(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from];
  if (first !== blank && first !== zero) return false;
  for (let index = from + 1; index < to; index += 1) if (bytes[index] !== first) return false;
  return true;
}
