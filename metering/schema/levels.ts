/** The levels at which usage is kept: how long a period is, and how much of the table one partition holds. */
export const levels = ['minute', 'hour', 'day', 'month'] as const;
export type Level = (typeof levels)[number];

/** Where a level's rows stand. */
export const tableOfLevel = {
  minute: 'metering.minutes',
  hour: 'metering.hours',
  day: 'metering.days',
  month: 'metering.months',
} as const satisfies Record<Level, string>;

/** Tables that are cut by time, and days (of UTC, counted from 1970) that one partition holds. Months stay for ever, in one table. */
export const partitionDays = {
  'metering.minutes': 1,
  'metering.hours': 7,
  'metering.days': 91,
  'metering.requests': 1,
} as const;
export type PartitionedTable = keyof typeof partitionDays;
