/** The figures that are asked for, beside those that were measured. */
import type { Row } from '#bench/gateway/measure.ts';
import { rowOf } from '#bench/gateway/table.ts';

export type Asked = {
  readonly what: string;
  readonly measured: number;
  readonly unit?: string;
} & ({ readonly atLeast: number; readonly aim?: number } | { readonly atMost: number });

const count = { reached: 0, missed: 0 };

/** Prints one figure with its verdict; one that could not be measured (NaN) is not reached. */
export function judge(asked: Asked): void {
  const { what, measured, unit = '' } = asked;
  const reached = 'atLeast' in asked ? measured >= asked.atLeast : measured <= asked.atMost;
  count[reached ? 'reached' : 'missed'] += 1;
  const bound = 'atLeast' in asked ? `≥ ${asked.atLeast}${unit}` : `≤ ${asked.atMost}${unit}`;
  const aim = 'aim' in asked ? ` (aim ${asked.aim}${unit})` : '';
  const figure = Number.isNaN(measured) ? 'not measured' : `${round(measured)}${unit}`;
  console.log(
    `  ${what.padEnd(62)}asked ${(bound + aim).padEnd(20)}measured ${figure.padEnd(14)}${reached ? 'reached' : 'NOT REACHED'}`,
  );
}

type Comparison = {
  readonly of: string;
  readonly to: string;
  readonly atLeast: number;
  readonly aim?: number;
};

/** Judges a row by its ratio to another one, by requests a second and by CPU time a request. */
export function judgeRatios(rows: readonly Row[], { of, to, ...bounds }: Comparison): void {
  const [row, reference] = [rowOf(rows, of), rowOf(rows, to)];
  judge({ what: `${of} to ${to}, req/s`, measured: row.perSecond / reference.perSecond, ...bounds });
  judge({ what: `${of} to ${to}, CPU`, measured: reference.cpuMicroseconds / row.cpuMicroseconds, ...bounds });
}

/** Judges that nothing of ours was refused or broken. */
export function judgeFailures(rows: readonly Row[]): void {
  const ours = rows.filter((row) => row.name.startsWith('guichet'));
  judge({ what: 'failed answers of ours', measured: ours.reduce((sum, row) => sum + row.failures, 0), atMost: 0 });
}

export function printCount(): void {
  console.log(`\n${count.reached} of ${count.reached + count.missed} figures reached`);
}

function round(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
}
