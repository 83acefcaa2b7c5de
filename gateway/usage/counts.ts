/**
 * Counts of calls between two hand-overs: of an application at an API in one minute.
 *
 * What a request adds is noted in arrays that are there already, one after the other, and is added up at the hand-over alone. Sums
 * of a thousand applications, made anew each second, would lie all over the memory and cost the garbage collector more than
 * everything else that is counted here.
 */
import { limits } from '#base/limits.ts';
import type { CompiledApplication, CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import { openCountLog, type CountLog } from '#gateway/usage/count-log.ts';
import type { Served } from '#gateway/usage/served.ts';

/** Where the calls of an application at an API are counted. It lives on from one hand-over to the next. */
export type Counting = {
  readonly route: CompiledRoute | null;
  readonly application: CompiledApplication | null;
  /** The limit that its calls are taken from; null for none. */
  limit: ApplicationLimit | null;
  /** Where it is, as text, once that was asked for: its sums and its entries in the log have it in common. */
  place: string;
  /** The hand-over and the minute in which it was called last, and its number among the sums of that hand-over. */
  turn: number;
  minute: number;
  sum: number;
};

/** Whoever calls again and again keeps where it is counted. */
export type Counted = {
  counting: Counting | null;
  readonly limit: ApplicationLimit | null | undefined;
  /** The API key that it shows; null: none. */
  readonly apiKeyId: string | null;
};

/** What one hand-over adds up: by number, whose sum it is; and what was noted. */
export type Taken = {
  readonly sums: readonly { readonly counting: Counting; readonly minute: number }[];
  readonly log: CountLog;
};

export type Counts = {
  /** Counts a request; gives where. */
  readonly add: (served: Served, counted: Counted | null) => Counting;
  /** There is no room for another one: take them. */
  readonly full: () => boolean;
  /** Gives everything since the last time. It holds until the time after next. */
  readonly take: () => Taken;
};

export const minuteMs = 60_000;

type ByApplication = Map<CompiledApplication | null, Counting>;

export function openCounts(): Counts {
  // While one is handed over, the other is filled.
  const logs = [openCountLog(), openCountLog()] as const;
  let log: CountLog = logs[0];
  let sums: { counting: Counting; minute: number }[] = [];
  let turn = 0;
  /** Forgotten now and then: what is still called is found again, what is not must not be kept alive. */
  let byRoute = new Map<CompiledRoute | null, ByApplication>();

  function countingFor({ route, application }: Served): Counting {
    const byApplication = below(byRoute, route, () => new Map<CompiledApplication | null, Counting>());
    return below(byApplication, application, () => newCounting(route, application));
  }

  /** A minute that comes again after another one gets a second sum: whoever takes them adds them up. */
  function beginSum(counting: Counting, minute: number, limit: ApplicationLimit | null): void {
    if (counting.turn !== turn) counting.limit = limit;
    counting.turn = turn;
    counting.minute = minute;
    counting.sum = sums.length;
    sums.push({ counting, minute });
  }

  return {
    add: (served, counted) => {
      const counting = counted?.counting ?? countingFor(served);
      const limit = counted?.limit ?? null;
      if (counted !== null) counted.counting = counting;
      // By the request's own time: a clock that jumps moves what it counts, and loses and doubles nothing.
      const minute = Math.floor(served.atMs / minuteMs);
      if (counting.turn !== turn || counting.minute !== minute) beginSum(counting, minute, limit);
      counting.limit ??= limit;
      log.note(counting.sum, served);
      return counting;
    },
    full: () => log.size() === limits.usageNotedCalls,
    take: () => {
      const taken = { sums, log };
      log = log === logs[0] ? logs[1] : logs[0];
      log.clear();
      sums = [];
      turn += 1;
      if (turn % limits.usageForgottenTurns === 0) byRoute = new Map();
      return taken;
    },
  };
}

function below<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function newCounting(route: CompiledRoute | null, application: CompiledApplication | null): Counting {
  return { route, application, limit: null, place: '', turn: -1, minute: 0, sum: 0 };
}
