/** What a batch of counts adds to which rows: calls are added up in memory first, so that each row is written once a batch. */
import type { Counted } from '#metering/intake/parcel.ts';
import { isHeld, type HeldFrom } from '#metering/periods/cover.ts';
import { periodStart } from '#metering/periods/period.ts';
import { scopesOf, type Scope } from '#metering/roll-up/scope.ts';
import { levels, type Level } from '#metering/schema/levels.ts';
import { addCounted, addTally, emptyTally, type Tally } from '#metering/tally/tally.ts';

/** What is added to the row of one scope and one period. */
export type Cell = { readonly scope: Scope; readonly atMs: number; readonly tally: Tally };

const minuteMs = 60_000;

/** Adds counts up to the rows of each level; periods that a level holds no more are left out of it. */
export function gatherCells(counts: readonly Counted[], held: HeldFrom): Record<Level, Cell[]> {
  const minutes = openCells();
  const scopesByPlace = new Map<string, readonly Scope[]>();
  for (const counted of counts) {
    const place = `${counted.environment} ${counted.applicationId} ${counted.apiId} ${counted.providerId}`;
    const scopes = scopesByPlace.get(place) ?? scopesOf(counted);
    scopesByPlace.set(place, scopes);
    for (const scope of scopes) addCounted(minutes.at(scope, counted.minute * minuteMs), counted);
  }
  const cells: Record<Level, Cell[]> = { minute: minutes.all(), hour: [], day: [], month: [] };
  for (const [index, level] of levels.entries()) {
    const finer = levels[index - 1];
    if (finer !== undefined) cells[level] = coarser(level, cells[finer]);
  }
  for (const level of levels) cells[level] = cells[level].filter(({ atMs }) => isHeld(held, level, atMs));
  return cells;
}

function coarser(level: Level, cells: readonly Cell[]): Cell[] {
  const sums = openCells();
  for (const { scope, atMs, tally } of cells) addTally(sums.at(scope, periodStart(level, atMs)), tally);
  return sums.all();
}

function openCells() {
  const byScope = new Map<string, Map<number, Cell>>();
  return {
    at: (scope: Scope, atMs: number): Tally => {
      let cells = byScope.get(scope.key);
      if (cells === undefined) byScope.set(scope.key, (cells = new Map()));
      let cell = cells.get(atMs);
      if (cell === undefined) cells.set(atMs, (cell = { scope, atMs, tally: emptyTally() }));
      return cell.tally;
    },
    all: (): Cell[] => [...byScope.values()].flatMap((cells) => [...cells.values()]),
  };
}
