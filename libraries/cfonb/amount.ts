/**
 * Amounts in bytes: 13 digits and one character that is the last digit and the sign (CFONB 120), or plain digits. They are
 * integers in minor units; 14 digits stay below 2^53, so that numbers hold them exactly.
 */

const digitZero = 0x30;

/** What the last character of a signed amount means: digit + 1 for credits, -(digit + 1) for debits, 0 for nothing. */
const lastCharacters = new Int8Array(256);
// The second spelling: the letters in lower case, and what ISO-646-FR shows in the place of the braces (ETEBAC brochure, 2004).
for (const [spelling, sign] of [
  ['{ABCDEFGHI', 1],
  ['éabcdefghi', 1],
  ['}JKLMNOPQR', -1],
  ['èjklmnopqr', -1],
] as const) {
  for (let digit = 0; digit < 10; digit += 1) lastCharacters[spelling.charCodeAt(digit)] = sign * (digit + 1);
}

/** Up to nine digits as an integer; -1 when one of them is not a digit. */
export function readDigits(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  let wrong = 0;
  for (let index = at; index < at + length; index += 1) {
    const digit = (bytes[index] ?? 0) - digitZero;
    wrong |= digit | (9 - digit);
    value = (value * 10 + digit) | 0;
  }
  return wrong < 0 ? -1 : value;
}

/** The signed amount of 14 characters in minor units; NaN when it is none. */
export function readSignedAmount(bytes: Uint8Array, at: number): number {
  const high = readDigits(bytes, at, 7);
  const low = readDigits(bytes, at + 7, 6);
  const last = lastCharacters[bytes[at + 13] ?? 0] ?? 0;
  if (high < 0 || low < 0 || last === 0) return Number.NaN;
  const magnitude = (high * 1_000_000 + low) * 10;
  if (last > 0) return magnitude + last - 1;
  // Minus zero is zero.
  return magnitude === 0 && last === -1 ? 0 : -(magnitude - last - 1);
}

/** An unsigned amount of at most 18 digits; NaN when it is none. Above 15 digits it may be inexact: no field here has more. */
export function readUnsignedAmount(bytes: Uint8Array, at: number, length: number): number {
  const split = Math.max(0, length - 9);
  const high = readDigits(bytes, at, split);
  const low = readDigits(bytes, at + split, length - split);
  return high < 0 || low < 0 ? Number.NaN : high * 10 ** (length - split) + low;
}

/** The largest signed amount that fits. */
export const maximumAmountMinor = 99_999_999_999_999;

/** Writes a signed amount in 14 characters. */
export function writeSignedAmount(amountMinor: number): string {
  const digits = Math.abs(amountMinor).toString().padStart(14, '0');
  const spelling = amountMinor < 0 ? '}JKLMNOPQR' : '{ABCDEFGHI';
  return digits.slice(0, 13) + spelling[Number(digits[13])];
}
