/** What a person typed, as what the database looks for. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Transaction } from '#database/database.ts';
import { isFormOf, mayMean } from '#registry/catalogue/search/typing-errors.ts';

/** One word of a search, with what else it may be read as. */
export type SearchWord = {
  /** As typed, without accents and capitals: letters and digits alone. */
  readonly word: string;
  /** True: the catalogue has a word that begins so. */
  readonly known: boolean;
  /** Other forms of it; for an unknown word, words that may have been meant. The likeliest first. */
  readonly others: readonly string[];
  /** The nearest words of the catalogue, however far: for suggestions. */
  readonly nearest: readonly string[];
};

/** Small words that tell nothing; left out unless nothing else was asked for. */
const stopWords: ReadonlySet<string> = new Set(
  'a an and at au aux by d de des du en et for from in l la le les of on or ou par pour s sur the to un une with'.split(
    ' ',
  ),
);

const wordsSchema = z.array(z.object({ words: z.array(z.string()) })).length(1);
const similarSchema = z.array(
  z.object({ asked: z.string(), known: z.boolean(), similar: z.array(z.string()).nullable() }),
);

/** Reads `text` as words of the catalogue; no word: it holds neither letter nor digit. */
export async function readSearchWords(tx: Transaction, text: string): Promise<SearchWord[]> {
  const found = await tx.execute(sql`select catalogue_words_in(${text}) as words`);
  const [{ words } = { words: [] }] = wordsSchema.parse(found.rows);
  const telling = words.filter((word) => !stopWords.has(word));
  const asked = [...new Set(telling.length > 0 ? telling : words)].slice(0, limits.searchWords);
  if (asked.length === 0) return [];
  // The list of words is one parameter; `like` is safe: a word is letters and digits alone.
  const rows = await tx.execute(sql`
    select asked, exists(select from catalogue_words where word like asked || '%') as known,
           (select array_agg(word) from (select word from catalogue_words where word % asked
              order by similarity(word, asked) desc, word limit ${limits.searchSimilarWords}) as near) as similar
      from unnest(${sql.param(asked)}::text[]) with ordinality as given(asked, place) order by place`);
  return similarSchema.parse(rows.rows).map(({ asked: word, known, similar }) => {
    const near = (similar ?? []).filter((other) => !other.startsWith(word));
    const fits = known ? isFormOf : mayMean;
    return {
      word,
      known,
      others: near.filter((other) => fits(word, other) || isFormOf(word, other)).slice(0, 5),
      nearest: near.slice(0, 3),
    };
  });
}

/** A word and its other readings as a part of a `tsquery`; the word itself may be the beginning of a longer one. */
function anyReading({ word, others }: SearchWord): string {
  return `(${[`'${word}':*`, ...others.map((other) => `'${other}'`)].join(' | ')})`;
}

/** The `tsquery` texts of a search. Words are letters and digits alone: nothing in them can end the quotes. */
export function searchQueries(words: readonly SearchWord[]): { all: string; any: string; exact: string } {
  return {
    all: words.map(anyReading).join(' & '),
    any: words.map(anyReading).join(' | '),
    exact: words.map(({ word }) => `'${word}'`).join(' | '),
  };
}

/** What was searched instead of `words`: unknown words replaced by the likeliest; null: nothing had to be. */
export function correctedSearch(words: readonly SearchWord[]): string | null {
  if (words.every(({ known, others }) => known || others.length === 0)) return null;
  return words.map(({ word, known, others: [best] }) => (known ? word : (best ?? word))).join(' ');
}

/** Other searches to offer when one found nothing: each unknown word exchanged for one of its nearest. */
export function suggestedSearches(words: readonly SearchWord[]): string[] {
  const unknown = words.filter(({ known }) => !known);
  return unknown
    .flatMap(({ word, nearest }) =>
      nearest.map((near) => words.map((other) => (other.word === word ? near : other.word)).join(' ')),
    )
    .slice(0, 3);
}
