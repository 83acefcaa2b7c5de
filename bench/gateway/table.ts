/** Tables as they are printed, with each row's ratio to the reference in the same run. */
import { disturbance, type Row } from '#bench/gateway/measure.ts';

/** Part of a core from which on it counts as full. */
const full = 0.9;

/** Prints the rows; ratios are to `reference`, by requests a second and by CPU time (above 1: better than it). */
export function printTable(title: string, rows: readonly Row[], reference: string): void {
  const base = rows.find((row) => row.name === reference);
  console.log(`\n${title}`);
  console.log(
    line([
      '',
      'req/s',
      'ratio',
      'CPU µs',
      'ratio',
      'core %',
      'others %',
      'p50',
      'p99',
      '½ p50',
      '½ p99',
      'RSS',
      'PSS MB',
      'failed',
    ]),
  );
  for (const row of rows) {
    console.log(
      line([
        row.name,
        row.perSecond.toFixed(0),
        base === undefined ? '' : (row.perSecond / base.perSecond).toFixed(2),
        row.cpuMicroseconds.toFixed(1),
        base === undefined ? '' : (base.cpuMicroseconds / row.cpuMicroseconds).toFixed(2),
        (row.own * 100).toFixed(0),
        (row.others * 100).toFixed(0),
        row.p50Ms.toFixed(2),
        row.p99Ms.toFixed(2),
        milliseconds(row.halfP50Ms),
        milliseconds(row.halfP99Ms),
        row.rssMb.toFixed(0),
        row.pssMb.toFixed(0),
        String(row.failures),
      ]),
    );
  }
  if (base !== undefined && base.own + base.others < full) {
    console.log(
      `  ${reference} did not fill its core: its req/s is what the load could send, and its CPU time says more`,
    );
  }
  if (rows.some((row) => row.others > disturbance)) {
    console.log('  others used the core under test: CPU time a request still holds, req/s and latencies do not');
  }
}

function milliseconds(figure: number): string {
  return Number.isNaN(figure) ? '–' : figure.toFixed(2);
}

function line([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(22) + cells.map((cell) => cell.padStart(9)).join('');
}

/** The row of that name. @throws Error when it was not measured */
export function rowOf(rows: readonly Row[], name: string): Row {
  const found = rows.find((row) => row.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}
