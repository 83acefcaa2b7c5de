/** Counts of calls between two hand-overs: of an application at an API in one minute, added up as requests end. */
import type { CompiledApplication, CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import type { ApplicationLimit } from '#gateway/limits/limiter.ts';
import { addLatency, type Latencies } from '#gateway/usage/latency.ts';
import type { Served } from '#gateway/usage/served.ts';

/** A count under way. */
export type Counting = {
  /** The hand-over that it goes into. */
  readonly turn: number;
  readonly minute: number;
  readonly route: CompiledRoute | null;
  readonly application: CompiledApplication | null;
  readonly byClass: number[];
  readonly byReason: Record<string, number>;
  flagged: number;
  requestBytes: number;
  answerBytes: number;
  readonly total: Latencies;
  readonly upstream: Latencies;
  /** The limit that its calls were taken from; null for none. */
  limit: ApplicationLimit | null;
};

/** Whoever calls again and again keeps where it is counted. */
export type Counted = { counting: Counting | null; readonly limit: ApplicationLimit | null | undefined };

export type Counts = {
  /** Counts a request. */
  readonly add: (served: Served, counted: Counted | null) => void;
  /** Gives everything since the last time. */
  readonly take: () => readonly Counting[];
};

export const minuteMs = 60_000;

type ByApplication = Map<CompiledApplication | null, Counting>;
type ByRoute = Map<CompiledRoute | null, ByApplication>;

export function openCounts(): Counts {
  let byMinute = new Map<number, ByRoute>();
  let countings: Counting[] = [];
  let turn = 0;
  const countingFor = ({ route, application }: Served, minute: number): Counting => {
    const byRoute = below(byMinute, minute, () => new Map<CompiledRoute | null, ByApplication>());
    const byApplication = below(byRoute, route, () => new Map<CompiledApplication | null, Counting>());
    return below(byApplication, application, () => {
      const counting = newCounting(turn, minute, route, application);
      countings.push(counting);
      return counting;
    });
  };
  return {
    add: (served, counted) => {
      // By the request's own time: a clock that jumps moves what it counts, and loses and doubles nothing.
      const minute = Math.floor(served.atMs / minuteMs);
      const kept = counted?.counting ?? null;
      const same = kept !== null && kept.turn === turn && kept.minute === minute;
      const counting = same ? kept : countingFor(served, minute);
      if (counted !== null && !same) counted.counting = counting;
      counting.limit ??= counted?.limit ?? null;
      addTo(counting, served);
    },
    take: () => {
      const taken = countings;
      countings = [];
      byMinute = new Map();
      turn += 1;
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

function addTo(counting: Counting, served: Served): void {
  const statusClass = Math.trunc(served.status / 100);
  counting.byClass[statusClass] = (counting.byClass[statusClass] ?? 0) + 1;
  if (served.reason !== null) counting.byReason[served.reason] = (counting.byReason[served.reason] ?? 0) + 1;
  if (served.flagged) counting.flagged += 1;
  counting.requestBytes += served.requestBytes;
  counting.answerBytes += served.answerBytes;
  addLatency(counting.total, served.totalMs);
  if (served.upstreamMs >= 0) addLatency(counting.upstream, served.upstreamMs);
}

function newCounting(
  turn: number,
  minute: number,
  route: CompiledRoute | null,
  application: CompiledApplication | null,
): Counting {
  return {
    turn,
    minute,
    route,
    application,
    byClass: [0, 0, 0, 0, 0, 0],
    byReason: {},
    flagged: 0,
    requestBytes: 0,
    answerBytes: 0,
    total: new Map(),
    upstream: new Map(),
    limit: null,
  };
}
