/**
 * Words that many passwords are made of. `guessable-words.txt` holds them, one a line, sorted: 34,891 cores of the 49,233 leaked
 * passwords in @zxcvbn-ts/language-common 4.1.3 (MIT, © 2012–2016 Dan Wheeler and Dropbox, Inc., © 2021 @zxcvbn-ts) — in
 * lower case, digits and signs taken off both ends, `0 1 3 4 5 7 @ $ !` inside read as letters, at least four letters —
 * with French and English months, days, seasons and a few words of this house added.
 */
import { readFileSync } from 'node:fs';

const substitutes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** One text, searched as it is: 260 KB, where a set of words would take 3 MB. Read when the first password is judged. */
let words: string | undefined;

function isCommonWord(word: string): boolean {
  words ??= `\n${readFileSync(new URL('guessable-words.txt', import.meta.url), 'latin1')}`;
  return word.length >= 4 && words.includes(`\n${word}\n`);
}

/** The word inside a password: `P@ssw0rd-2026` → `password`. */
function coreOf(password: string): string {
  return password
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/^[^a-z]+|[^a-z]+$/g, '')
    .replaceAll(/[013457@$!]/g, (sign) => substitutes[sign] ?? sign);
}

/** The same after signs at the beginning were read as letters, too: `$ummer…`. */
function boldCoreOf(password: string): string {
  const start = password.replace(/^[013457@$!]+/, (signs) => [...signs].map((sign) => substitutes[sign]).join(''));
  return coreOf(start);
}

/** True when a password is one that guessers try early: a common word dressed up, or few characters repeated. */
export function isCommonPassword(password: string): boolean {
  if (new Set(password.toLowerCase()).size < 5 || /^(.{1,6})\1+$/su.test(password)) return true;
  return isCommonWord(coreOf(password)) || isCommonWord(boldCoreOf(password));
}
