/**
 * Group commit: items that arrive while one statement is under way go together in the next one, so that a database that
 * pays per statement (and per fsync) carries many requests with each.
 */
import { Problem } from '#base/problem.ts';

export type Batch<Item, Result> = {
  /** Gives the result of `item`. @throws Problem `identity.busy` (503) when too many wait, or what the statement throws */
  readonly add: (item: Item) => Promise<Result>;
  /** Resolves when nothing that was added before is under way or waiting. */
  readonly idle: () => Promise<void>;
};

type BatchOptions<Item, Result> = {
  /** Does all items with one statement; gives their results in the same order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Statements under way at a time. */
  readonly statementLimit: number;
  /** Items in one statement. */
  readonly itemLimit: number;
  /** Items that may wait. */
  readonly queueLimit: number;
};

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (cause: unknown) => void;
};

/** Opens a batch. */
export function openBatch<Item, Result>(options: BatchOptions<Item, Result>): Batch<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  const working = new Set<Promise<void>>();

  async function work(): Promise<void> {
    // Requests that arrived in the same turn of the event loop share the first statement too.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    while (queue.length > 0) {
      const taken = queue.slice(0, options.itemLimit);
      queue = queue.slice(taken.length);
      await runOne(options.run, taken);
    }
  }

  function start(): void {
    if (working.size >= options.statementLimit) return;
    const started = work().finally(() => working.delete(started));
    working.add(started);
  }

  return {
    add: (item) => {
      if (queue.length >= options.queueLimit) return Promise.reject(busy());
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      queue.push({ item, resolve, reject });
      start();
      return promise;
    },
    idle: async () => {
      await Promise.all(working);
    },
  };
}

/** Runs one statement and settles its items, whatever happens: it never throws. */
async function runOne<Item, Result>(
  run: BatchOptions<Item, Result>['run'],
  taken: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(taken.map((waiting) => waiting.item));
    if (results.length !== taken.length) throw new Error(`${taken.length} items gave ${results.length} results`);
    results.forEach((result, index) => taken[index]?.resolve(result));
  } catch (cause) {
    for (const waiting of taken) waiting.reject(cause);
  }
}

function busy(): Problem {
  return new Problem(
    'identity.busy',
    503,
    {
      en: 'Too many requests are waiting. Try again in a moment.',
      fr: 'Trop de demandes sont en attente. Réessayez dans un instant.',
    },
    { retryAfterSeconds: 1 },
  );
}
