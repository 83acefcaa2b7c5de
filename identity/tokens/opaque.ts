import { randomFillSync } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Two digits at a time, by their value, the lower one behind. */
const pairs = [...alphabet].flatMap((high) => [...alphabet].map((low) => high + low));
const tokenBytes = 40;
const tokenLength = 54;
/** Digits taken from the large number with one division: 62⁸ is still exact as a number. */
const groupLength = 8;
const group = BigInt(62 ** groupLength);

/** What an opaque token of ours looks like (PISTE guide: 54 letters and digits). */
export const opaqueToken = /^[0-9A-Za-z]{54}$/;

/** Random bytes drawn ahead for a hundred tokens, because one call to the generator costs more than the bytes. */
const pool = Buffer.alloc(tokenBytes * 100);
/** The same memory: to clear a part of it costs less here than in a Buffer. */
const poolMemory = new Uint8Array(pool.buffer, pool.byteOffset, pool.length);
let taken = pool.length;

/** Gives the next random bytes as hexadecimal digits, and forgets them. */
function drawRandom(): string {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const start = taken;
  taken += tokenBytes;
  const drawn = pool.toString('hex', start, taken);
  poolMemory.fill(0, start, taken);
  return drawn;
}

/** Gives a new opaque token: 40 random bytes as one number in base 62 (62⁵⁴ > 2³²⁰), so that all 320 bits are kept. */
export function newOpaqueToken(): string {
  let rest = BigInt(`0x${drawRandom()}`);
  let token = '';
  while (token.length < tokenLength) {
    let low = Number(rest % group);
    rest /= group;
    for (let index = 0; index < groupLength && token.length < tokenLength; index += 2) {
      const high = Math.floor(low / pairs.length);
      token = (pairs[low - high * pairs.length] ?? '') + token;
      low = high;
    }
  }
  return token;
}
