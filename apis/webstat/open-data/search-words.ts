/** What a search looks for: its words, those that nothing holds replaced by what is spelt alike. */
import type pg from 'pg';
import { wordsIn } from '#apis/webstat/series/words.ts';
import { limits } from '#base/limits.ts';

export type SearchWord = {
  readonly word: string;
  /** Words of documents that stand for it; empty: what begins with it. */
  readonly near: readonly string[];
};

/** Words that say nothing of what a series holds, and stand in half of the titles. */
const passedOver = new Set('de du des la le les un une et en of the and to in for'.split(' '));

/** What elision leaves of a word: `d'inflation`. */
const elided = /(?<![\p{L}\p{N}])[dljnsmtc]['’]/giu;

/** Reads a search. A word counts as known where something begins with it. */
export async function readSearch(pool: pg.Pool, given: string): Promise<readonly SearchWord[]> {
  const all = [...new Set(wordsIn(given.slice(0, limits.webstatSearchLetters).replaceAll(elided, '')))];
  const telling = all.filter((word) => !passedOver.has(word));
  const words = (telling.length === 0 ? all : telling).slice(0, limits.webstatSearchWords);
  const { rows } = await pool.query<SearchWord>(
    `select asked.word, near.words as near
     from unnest($1::text[]) with ordinality as asked (word, position)
     cross join lateral (select array(
       select held.word from webstat.words as held where length(asked.word) > 3 and held.word % asked.word
         and not exists (select from webstat.words as known where known.word like asked.word || '%')
       order by similarity(held.word, asked.word) desc, held.word limit 5) as words) as near
     order by position`,
    [words],
  );
  return rows;
}

/** As PostgreSQL reads it. A single letter is a code, and would begin half of all words. */
export function tsqueryOf({ word, near }: SearchWord): string {
  if (near.length > 0) return `(${near.map((one) => `'${one}'`).join(' | ')})`;
  return word.length === 1 ? `'${word}'` : `'${word}':*`;
}

/** True when a text holds the word, or one that stands for it. */
export function isIn(text: readonly string[], { word, near }: SearchWord): boolean {
  return text.some((one) => (near.length > 0 ? near.includes(one) : one.startsWith(word)));
}
