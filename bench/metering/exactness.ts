/** Whether what is counted is what clients saw: a million calls of four clients through two gateways, with kills in between. */
import { proveExactness, type Exactness } from '#test/metering/exactness/prove.ts';
import { victims } from '#test/metering/exactness/processes.ts';

/** Runs it and prints what it finds; false: it is not exact. */
export async function measureExactness({ quick }: { readonly quick: boolean }): Promise<boolean> {
  const calls = quick ? 20_000 : 1_000_000;
  const rounds = quick ? 1 : 5;
  const windowMs = 1_000;
  console.log(
    `\nexactness: ${calls} calls of 4 clients over 2 gateways of 2 workers; ${victims.length * rounds} strikes`,
  );
  const found = await proveExactness({
    ...{ calls, clients: 4, loops: 16, pauseMs: 0, workers: 2, windowMs },
    victims: Array.from({ length: rounds }, () => victims).flat(),
    say: (line) => console.log(line),
  });
  printFigures(found);
  printOutages(found, windowMs);
  printVerdict(found);
  return found.faults.length === 0;
}

const widths = [26, 24, 11, 11, 11, 11] as const;

function printRow(cells: readonly string[]): void {
  console.log(cells.map((cell, index) => cell[index < 2 ? 'padEnd' : 'padStart'](widths[index] ?? 0)).join(' '));
}

function printFigures({ lines }: Exactness): void {
  console.log(
    '\nas clients saw it; unsure: of these, in the last second before a kill; broken: nobody knows whether it was counted',
  );
  printRow(['application × API', 'what', 'answered', 'unsure', 'broken', 'counted', '  verdict']);
  for (const { place, what, answered, unsure, broken, counted, verdict } of lines) {
    printRow([place, what, ...[answered, unsure, broken, counted].map(String), `  ${verdict}`]);
  }
}

function printOutages({ outages }: Exactness, windowMs: number): void {
  console.log('');
  for (const { victim, strickenAtMs, backAtMs, lossy, unsure } of outages) {
    const bound = lossy === null ? 'nothing may be missing' : `${unsure} calls answered in the last ${windowMs} ms`;
    console.log(`${victim.padEnd(16)} away ${String(backAtMs - strickenAtMs).padStart(6)} ms; ${bound}`);
  }
}

function printVerdict({ sums, quota, faults, tookMs }: Exactness): void {
  const { answered, unsure, broken, unsent, counted } = sums;
  console.log(
    `\n${answered} answered in ${(tookMs / 1_000).toFixed(0)} s (${((answered / tookMs) * 1_000).toFixed(0)}/s), ` +
      `${broken} broken off, ${unsent} found nobody; ${counted} counted: ${answered - counted} missing, ` +
      `at most ${unsure} may be`,
  );
  console.log(`quota: ${quota.used} used, ${quota.letThrough} counted`);
  for (const fault of faults) console.log(`broken: ${fault}`);
  console.log(faults.length === 0 ? 'exact: yes' : 'exact: NO');
}
