/** Orders of transfers and debits (CFONB 160, formerly AFB 160). Amounts are unsigned integers in minor units: cents. */

export type Order = {
  readonly line: number;
  readonly operationCode: string;
  readonly issuerNumber: string;
  readonly reference: string;
  readonly name: string;
  readonly domiciliation: string;
  readonly bank: string;
  readonly branch: string;
  readonly account: string;
  readonly amountMinor: number;
  readonly label: string;
  /** Records 07 that follow: what stands in positions 5-160 of each. */
  readonly further: readonly string[];
};

export type OrderBatch = {
  readonly line: number;
  /** 02 transfer, 08 debit, 85 fast debit. */
  readonly operationCode: string;
  readonly issuerNumber: string;
  /** JJMMA: the year has one digit. `executionDate` finds the day. Empty when blank. */
  readonly day: string;
  readonly name: string;
  readonly reference: string;
  /** EUR for `E`; FRF for `F`, the francs of old files. */
  readonly currency: 'EUR' | 'FRF';
  readonly bank: string;
  readonly branch: string;
  readonly account: string;
  readonly orders: readonly Order[];
  readonly totalMinor: number;
  /** Sum of the orders - total: 0 when they agree. */
  readonly gapMinor: bigint;
};

export type OrderBatchContent = Omit<OrderBatch, 'line' | 'gapMinor' | 'orders'> & {
  readonly orders: readonly Omit<Order, 'line'>[];
};

/** The day that JJMMA means: the one nearest to `near` (`YYYY-MM-DD`); null when there is no such day. */
export function executionDate(day: string, near: string): string | null {
  const digits = /^(\d{2})(\d{2})(\d)$/.exec(day);
  if (digits === null) return null;
  const [, date, month, unit] = digits;
  const decade = Math.floor(Number(near.slice(0, 4)) / 10) * 10;
  const days = [-10, 0, 10]
    .map((years) => `${decade + years + Number(unit)}-${month}-${date}`)
    .filter((text) => new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text);
  const distance = (text: string): number => Math.abs(Date.parse(text) - Date.parse(near));
  return days.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
