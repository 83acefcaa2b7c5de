/** One round of the comparison of our server's reading with llhttp's. */
import { requestStream } from '#test/differential/grammar.ts';
import { readWithLlhttp } from '#test/differential/llhttp.ts';
import { difference } from '#test/differential/message.ts';
import { cut, mutate } from '#test/differential/mutate.ts';
import type { Random } from '#test/differential/random.ts';
import { serve } from '#test/differential/served.ts';

/** What is wrong with our reading of `stream`, read whole and in pieces; null when nothing is. */
export function requestFault(random: Random, stream: string): string | null {
  const bytes = Buffer.from(stream, 'latin1');
  const ours = serve([bytes]);
  const found = difference(ours, readWithLlhttp('request', bytes));
  if (found !== null) return found;
  const inPieces = serve(cut(random, bytes));
  // A head that is not whole yet may be refused later than one that came at once: only what was read is compared.
  const same = JSON.stringify(inPieces.messages) === JSON.stringify(ours.messages);
  return same ? null : `in pieces it is ${JSON.stringify(inPieces)}, whole ${JSON.stringify(ours)}`;
}

/** A stream by the grammar or from the corpus, most often spoilt a little. */
export function requestCase(random: Random, corpus: readonly string[]): string {
  const stream = corpus.length > 0 && random.oneIn(3) ? random.pick(corpus) : requestStream(random);
  return mutate(random, stream, random.below(4));
}
