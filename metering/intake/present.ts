/** Clocks that jump: what a gateway dates later than now is booked now. */
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import type { Parcel } from '#metering/intake/parcel.ts';

const minuteMs = 60_000;

/** Gives the parcel with nothing in it that lies in the future, but for clocks that are a little apart. */
export function keepToPresent(parcel: Parcel, nowMs: number, log: Log): Parcel {
  const latestMs = nowMs + limits.usageAheadMs;
  const times = [...parcel.counts.map(({ minute }) => minute * minuteMs), ...parcel.requests.map(({ atMs }) => atMs)];
  const aheadMs = times.reduce((most, timeMs) => Math.max(most, timeMs - latestMs), 0);
  if (aheadMs === 0) return parcel;
  log.warn("a gateway's clock is ahead: its usage is booked as of now", { aheadMs: aheadMs + limits.usageAheadMs });
  const present = <Dated>(dated: Dated, timeMs: number, moved: Dated): Dated => (timeMs > latestMs ? moved : dated);
  return {
    ...parcel,
    counts: parcel.counts.map((count) =>
      present(count, count.minute * minuteMs, { ...count, minute: Math.floor(nowMs / minuteMs) }),
    ),
    requests: parcel.requests.map((entry) => present(entry, entry.atMs, { ...entry, atMs: nowMs })),
  };
}
