/** Which notices about the end of an API are due. Pure. */

/** Days before the end at which subscribers are reminded. */
const reminderDays = [30, 7, 1] as const;
const dayMs = 86_400_000;

export type DueNotices = {
  /** The announcement itself; another one when the day is moved. */
  readonly announcement: string;
  /** The reminder of this moment, the nearest alone; null: the end is far, or no day is named. */
  readonly reminder: string | null;
};

/** The names under which consumers are told of the end at `sunset`, each once. */
export function dueNotices(sunset: Date | null, now: Date): DueNotices {
  if (sunset === null) return { announcement: 'deprecated', reminder: null };
  const day = sunset.toISOString();
  const leftMs = sunset.getTime() - now.getTime();
  const within = reminderDays.findLast((days) => leftMs <= days * dayMs);
  return { announcement: `deprecated ${day}`, reminder: within === undefined ? null : `sunset-${within} ${day}` };
}
