/** Counts of calls between two hand-overs: of an application at an API, added up as requests end. */
import { z } from 'zod';
import type { CompiledApplication, CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import { placeOf } from '#gateway/usage/log-line.ts';
import type { Served } from '#gateway/usage/served.ts';

/** What one hand-over says of one application at one API. */
export const countSchema = z.strictObject({
  environment: z.enum(['sandbox', 'production']).nullable(),
  apiId: z.string().nullable(),
  applicationId: z.string().nullable(),
  /** Answers by the first digit of their status, 1 to 5; 0 for those that had none. */
  byClass: z.array(z.number().int()).length(6),
  /** Refusals by the gateway itself. */
  byReason: z.record(z.string(), z.number().int()),
  requestBytes: z.number(),
  answerBytes: z.number(),
  totalMs: z.number(),
  upstreamMs: z.number(),
});
export type Count = z.infer<typeof countSchema>;

/** A count under way, with what log lines of the same place have in common. */
export type Counting = {
  readonly count: Count;
  readonly place: string;
  /** The hand-over that it goes into. */
  readonly turn: number;
};

/** Whoever calls again and again keeps where it is counted. */
export type Counted = { counting: Counting | null };

export type Counts = {
  /** Counts a request; gives where. */
  readonly add: (served: Served, counted: Counted | null) => Counting;
  /** Gives everything since the last time. */
  readonly take: () => Count[];
};

export function openCounts(): Counts {
  let byRoute = new Map<CompiledRoute | null, Map<CompiledApplication | null, Counting>>();
  let turn = 0;
  const countingFor = (served: Served): Counting => {
    const { route, application } = served;
    let byApplication = byRoute.get(route);
    if (byApplication === undefined) byRoute.set(route, (byApplication = new Map()));
    let counting = byApplication.get(application);
    if (counting === undefined) {
      counting = { count: emptyCount(route, application), place: placeOf(served), turn };
      byApplication.set(application, counting);
    }
    return counting;
  };
  return {
    add: (served, counted) => {
      const kept = counted?.counting ?? null;
      const counting = kept !== null && kept.turn === turn ? kept : countingFor(served);
      if (counted !== null) counted.counting = counting;
      const { count } = counting;
      const statusClass = Math.trunc(served.status / 100);
      count.byClass[statusClass] = (count.byClass[statusClass] ?? 0) + 1;
      if (served.reason !== null) count.byReason[served.reason] = (count.byReason[served.reason] ?? 0) + 1;
      count.requestBytes += served.requestBytes;
      count.answerBytes += served.answerBytes;
      count.totalMs += served.totalMs;
      count.upstreamMs += served.upstreamMs;
      return counting;
    },
    take: () => {
      const taken = [...byRoute.values()].flatMap((byApplication) =>
        [...byApplication.values()].map(({ count }) => count),
      );
      byRoute = new Map();
      turn += 1;
      return taken;
    },
  };
}

function emptyCount(route: CompiledRoute | null, application: CompiledApplication | null): Count {
  return {
    environment: route?.environment ?? null,
    apiId: route?.apiId ?? null,
    applicationId: application?.id ?? null,
    byClass: [0, 0, 0, 0, 0, 0],
    byReason: {},
    requestBytes: 0,
    answerBytes: 0,
    totalMs: 0,
    upstreamMs: 0,
  };
}
