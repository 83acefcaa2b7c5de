import { randomInt } from 'node:crypto';
import { digestOf } from '#base/secret-digest.ts';

/** Without 0, 1, i, l, o and u: nothing that is misread, and no words. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz';
const groups = 4;
const groupLength = 4;

/** A new recovery code of 78 random bits: `k7mp-…`, for people to copy by hand. */
export function newRecoveryCode(): string {
  const letters = Array.from({ length: groups * groupLength }, () => alphabet.charAt(randomInt(alphabet.length)));
  return Array.from({ length: groups }, (_, index) =>
    letters.slice(index * groupLength, (index + 1) * groupLength).join(''),
  ).join('-');
}

/** The digest by which a code is kept and found, however it was typed. */
export function recoveryCodeDigest(code: string): Buffer {
  return digestOf(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
