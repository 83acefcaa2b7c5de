/** The figures that are asked for, beside those that were measured. */
import { disturbance, type Row } from '#bench/gateway/measure.ts';
import { rowOf } from '#bench/gateway/table.ts';

export type Asked = {
  readonly what: string;
  readonly measured: number;
  readonly unit?: string;
  /** Rows that the figure comes from and that say nothing about it when others used the core under test. */
  readonly needsQuiet?: readonly Row[];
} & ({ readonly atLeast: number; readonly aim?: number } | { readonly atMost: number });

const count = { reached: 0, missed: 0, disturbed: 0 };

/** Prints one figure with its verdict; one that could not be measured (NaN) is not reached. */
export function judge(asked: Asked): void {
  const { what, measured, unit = '', needsQuiet = [] } = asked;
  const verdict = verdictOn(asked, needsQuiet);
  count[verdict] += 1;
  const bound = 'atLeast' in asked ? `≥ ${asked.atLeast}${unit}` : `≤ ${asked.atMost}${unit}`;
  const aim = 'aim' in asked ? ` (aim ${asked.aim}${unit})` : '';
  const figure = Number.isNaN(measured) ? 'not measured' : `${round(measured)}${unit}`;
  console.log(
    `  ${what.padEnd(62)}asked ${(bound + aim).padEnd(20)}measured ${figure.padEnd(14)}${verdictTexts[verdict]}`,
  );
}

const verdictTexts = { reached: 'reached', missed: 'NOT REACHED', disturbed: 'disturbed: no verdict' } as const;

function verdictOn(asked: Asked, needsQuiet: readonly Row[]): keyof typeof count {
  if (needsQuiet.some((row) => row.others > disturbance)) return 'disturbed';
  const reached = 'atLeast' in asked ? asked.measured >= asked.atLeast : asked.measured <= asked.atMost;
  return reached ? 'reached' : 'missed';
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
  judge({
    what: `${of} to ${to}, req/s`,
    measured: row.perSecond / reference.perSecond,
    ...bounds,
    needsQuiet: [row, reference],
  });
  judge({ what: `${of} to ${to}, CPU`, measured: reference.cpuMicroseconds / row.cpuMicroseconds, ...bounds });
}

/** Judges that nothing of ours was refused or broken. */
export function judgeFailures(rows: readonly Row[]): void {
  const ours = rows.filter((row) => row.name.startsWith('guichet'));
  judge({ what: 'failed answers of ours', measured: ours.reduce((sum, row) => sum + row.failures, 0), atMost: 0 });
}

export function printCount(): void {
  const { reached, missed, disturbed } = count;
  console.log(`\n${reached} figures reached, ${missed} not reached, ${disturbed} without a verdict`);
}

function round(figure: number): string {
  return Number.isInteger(figure) ? String(figure) : figure.toFixed(2);
}
