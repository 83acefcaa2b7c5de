/** What clients saw beside what stands in the database: exact, within the stated bound, missing or doubled. */
import type { Outage } from '#test/metering/exactness/processes.ts';
import { sliceMs, type Tally } from '#test/metering/exactness/tally.ts';
import type { Job, Place } from '#test/metering/exactness/world.ts';

/** Calls by the first digit of their status, and the refused ones by reason. */
export type Figures = { readonly byClass: number[]; readonly byReason: Map<string, number> };

export function noFigures(): Figures {
  return { byClass: [0, 0, 0, 0, 0, 0], byReason: new Map() };
}

export function addReason({ byReason }: Figures, reason: string, calls: number): void {
  if (calls !== 0) byReason.set(reason, (byReason.get(reason) ?? 0) + calls);
}

export function placeText({ application, api }: Place): string {
  return `${application ?? 'nobody'} × ${api ?? 'no API'}`;
}

export type Seen = {
  readonly answered: Figures;
  /** Of these, what the bound allows to be missing: answered by a gateway in its last moments before it was killed. */
  readonly unsure: Figures;
  /** Broken off: each may stand there or not. */
  broken: number;
};

/** Adds up what clients saw, by place; `windowMs`: for how long before its kill a gateway may have told nobody. */
export function seenBy(
  tallies: readonly Tally[],
  jobs: readonly Pick<Job, 'place'>[],
  outages: readonly Outage[],
  windowMs: number,
): Map<string, Seen> {
  const all = new Map<string, Seen>();
  const at = (place: Place): Seen => {
    const text = placeText(place);
    const seen = all.get(text) ?? { answered: noFigures(), unsure: noFigures(), broken: 0 };
    all.set(text, seen);
    return seen;
  };
  for (const tally of tallies) {
    const { outcome, calls } = tally;
    const place = jobs[tally.job]?.place ?? nowhere;
    // A gateway that has just been started may not know yet what is called.
    if (outcome === 'broken') for (const one of new Set([at(place), at(nowhere)])) one.broken += calls;
    if (outcome !== 'answered') continue;
    const seen = at(tally.reason === 'gateway.not_ready' ? nowhere : place);
    addTally(seen.answered, tally);
    if (outages.some((outage) => isUnsure(tally, outage, windowMs))) addTally(seen.unsure, tally);
  }
  return all;
}

const nowhere: Place = { application: null, api: null };

/** Whether an answer came from a gateway so shortly before it was killed that nobody else may know of it. */
export function isUnsure(
  { gateway, atMs }: Pick<Tally, 'gateway' | 'atMs'>,
  outage: Outage,
  windowMs: number,
): boolean {
  const { lossy, strickenAtMs, backAtMs } = outage;
  return lossy === gateway && atMs + sliceMs > strickenAtMs - windowMs && atMs <= backAtMs;
}

function addTally(figures: Figures, { status, reason, calls }: Tally): void {
  const digit = Math.trunc(status / 100);
  figures.byClass[digit] = (figures.byClass[digit] ?? 0) + calls;
  if (reason !== '') addReason(figures, reason, calls);
}

export type Verdict = 'exact' | 'within the bound' | 'missing' | 'doubled';

/** One figure. */
export type Line = {
  readonly place: string;
  readonly what: string;
  readonly answered: number;
  readonly unsure: number;
  readonly broken: number;
  readonly counted: number;
  readonly verdict: Verdict;
};

function verdictOf({ answered, unsure, broken, counted }: Omit<Line, 'place' | 'what' | 'verdict'>): Verdict {
  if (counted === answered) return 'exact';
  if (counted > answered + broken) return 'doubled';
  return counted < answered - unsure ? 'missing' : 'within the bound';
}

function total({ byClass }: Figures): number {
  return byClass.reduce((sum, calls) => sum + calls, 0);
}

/** Every figure of every place: all calls, each class of status, each reason. */
export function judge(seen: ReadonlyMap<string, Seen>, counted: ReadonlyMap<string, Figures>): Line[] {
  const places = [...new Set([...seen.keys(), ...counted.keys()])].toSorted();
  return places.flatMap((place) => {
    const { answered, unsure, broken } = seen.get(place) ?? {
      ...{ answered: noFigures(), unsure: noFigures(), broken: 0 },
    };
    const standing = counted.get(place) ?? noFigures();
    const line = (what: string, figure: (figures: Figures) => number): Line => {
      const numbers = { answered: figure(answered), unsure: figure(unsure), broken, counted: figure(standing) };
      return { place, what, ...numbers, verdict: verdictOf(numbers) };
    };
    const reasons = new Set([...answered.byReason.keys(), ...standing.byReason.keys()]);
    return [
      line('calls', total),
      ...[0, 1, 2, 3, 4, 5].map((digit) => line(`${digit}xx`, ({ byClass }) => byClass[digit] ?? 0)),
      ...[...reasons].toSorted().map((reason) => line(reason, ({ byReason }) => byReason.get(reason) ?? 0)),
    ].filter(({ answered: some, counted: stand }) => some > 0 || stand > 0);
  });
}
