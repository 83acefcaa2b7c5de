/** What a worker counted by API, whoever called it and when: the figures that operators see are made of it. */
import { z } from 'zod';
import { environmentSchema } from '#gateway/snapshot.ts';
import type { Sum } from '#gateway/usage/count-log.ts';
import type { Counting } from '#gateway/usage/counts.ts';

const binsSchema = z.map(z.number(), z.number());

/** A sum of an API in an environment; nulls where none was found. */
export const apiSumSchema = z.strictObject({
  environment: environmentSchema.nullable(),
  apiId: z.string().nullable(),
  /** By the first digit of the status; 0 for those that had none. */
  byClass: z.array(z.number()),
  byReason: z.map(z.string(), z.number()),
  requestBytes: z.number(),
  answerBytes: z.number(),
  /** How many latencies fell into which bin, by key. */
  total: binsSchema,
  upstream: binsSchema,
});
export type ApiSum = z.infer<typeof apiSumSchema>;

export type ApiSums = {
  readonly add: (of: Pick<Counting, 'route'>, sum: Sum) => void;
  /** Gives everything since the last time. */
  readonly take: () => ApiSum[];
};

export function openApiSums(): ApiSums {
  // By route, of which an API has another one with each new snapshot: whoever takes the sums adds them up.
  let sums = new Map<Counting['route'], ApiSum>();

  function sumOf({ route }: Pick<Counting, 'route'>): ApiSum {
    const known = sums.get(route);
    if (known !== undefined) return known;
    const { environment = null, apiId = null } = route ?? {};
    const empty = { byClass: [0, 0, 0, 0, 0, 0], requestBytes: 0, answerBytes: 0 };
    const made = { environment, apiId, ...empty, byReason: new Map(), total: new Map(), upstream: new Map() };
    sums.set(route, made);
    return made;
  }

  return {
    add: (of, { byClass, byReason, requestBytes, answerBytes, total, upstream }) => {
      const sum = sumOf(of);
      for (let digit = 0; digit < byClass.length; digit += 1) {
        sum.byClass[digit] = (sum.byClass[digit] ?? 0) + (byClass[digit] ?? 0);
      }
      for (const reason in byReason) addTo(sum.byReason, reason, byReason[reason] ?? 0);
      sum.requestBytes += requestBytes;
      sum.answerBytes += answerBytes;
      addPairs(sum.total, total);
      addPairs(sum.upstream, upstream);
    },
    take: () => {
      const taken = [...sums.values()];
      sums = new Map();
      return taken;
    },
  };
}

function addTo<Key>(sums: Map<Key, number>, key: Key, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more);
}

/** Flat pairs of a bin's key and how many latencies fell into it. */
function addPairs(sums: Map<number, number>, pairs: readonly number[]): void {
  for (let index = 0; index < pairs.length; index += 2) addTo(sums, pairs[index] ?? 0, pairs[index + 1] ?? 0);
}
