/** One round of the comparison of our client's reading with llhttp's. */
import type { Fetcher } from '#test/differential/fetched.ts';
import { response } from '#test/differential/grammar.ts';
import { readWithLlhttp } from '#test/differential/llhttp.ts';
import { difference, type Reading } from '#test/differential/message.ts';
import { cut, mutate } from '#test/differential/mutate.ts';
import type { Random } from '#test/differential/random.ts';

/** What is wrong with our reading of `stream` as the answer to a GET, or a HEAD; null when nothing is. */
export async function responseFault(
  random: Random,
  fetcher: Fetcher,
  stream: string,
  bodyless: boolean,
): Promise<string | null> {
  const bytes = Buffer.from(stream, 'latin1');
  const ours = await fetcher.fetch(cut(random, bytes), bodyless);
  return difference(ours, finalAnswer(readWithLlhttp('response', bytes, () => bodyless, true)));
}

/** Interim answers are read and dropped; behind the final one nothing is read. */
function finalAnswer(theirs: Reading): Reading {
  const final = theirs.messages.filter(({ start }) => Number(start) >= 200 || start === '101').slice(0, 1);
  return { ...theirs, messages: final };
}

/** An answer by the grammar or from the corpus, most often spoilt a little. */
export function responseCase(random: Random, corpus: readonly string[]): string {
  const stream = random.oneIn(3) ? random.pick(corpus) : response(random);
  return mutate(random, stream, random.below(4));
}
