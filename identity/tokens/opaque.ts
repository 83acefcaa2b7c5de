import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const digits = [...alphabet];
const tokenBytes = 40;
const tokenLength = 54;
/** Digits taken from the large number with one division: 62⁸ is still exact as a number. */
const groupLength = 8;
const group = BigInt(62 ** groupLength);

/** What an opaque token of ours looks like (PISTE guide: 54 letters and digits). */
export const opaqueToken = /^[0-9A-Za-z]{54}$/;

/** Random bytes drawn ahead for a hundred tokens, because one call to the generator costs more than the bytes. */
const pool = Buffer.alloc(tokenBytes * 100);
let taken = pool.length;

/** Gives the next random bytes as hexadecimal digits, and forgets them. */
function drawRandom(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const drawn = pool.subarray(taken, taken + tokenBytes);
  taken += tokenBytes;
  const digits = drawn.toString('hex');
  drawn.fill(0);
  return digits;
}

/** Gives a new opaque token: 40 random bytes as one number in base 62 (62⁵⁴ > 2³²⁰), so that all 320 bits are kept. */
export function newOpaqueToken(): string {
  let rest = BigInt(`0x${drawRandom()}`);
  let token = '';
  while (token.length < tokenLength) {
    let low = Number(rest % group);
    rest /= group;
    for (let index = 0; index < groupLength && token.length < tokenLength; index += 1) {
      token = (digits[low % 62] ?? '') + token;
      low = Math.floor(low / 62);
    }
  }
  return token;
}
