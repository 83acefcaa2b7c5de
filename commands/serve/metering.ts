/** What the control part does about usage: taking what gateways count, adding it up, dropping what is too old. */
import { parseParcels, type TakeUsage } from '#admin/usage.ts';
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import type { Log } from '#base/log.ts';
import { repeat } from '#base/repeated.ts';
import type { Settings } from '#base/settings.ts';
import type { Database } from '#database/database.ts';
import { numberedSchema } from '#metering/intake/parcel.ts';
import { takeParcels } from '#metering/intake/take-parcels.ts';
import { keepRetention } from '#metering/roll-up/retention.ts';
import { openRollUp } from '#metering/roll-up/roll-up.ts';

type MeteringOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly log: Log;
};

export type Metering = {
  readonly takeUsage: TakeUsage;
  /** Ends when nothing is under way. */
  readonly close: () => Promise<void>;
};

export function openMetering({ database, clock, settings, log }: MeteringOptions): Metering {
  const ended = new AbortController();
  const { usageMinutesDays: minute, usageHoursDays: hour, usageDaysDays: day, requestLogDays } = settings;
  const rollUp = openRollUp(database);
  const rollingUp = repeat({
    everyMs: limits.rollUpEveryMs,
    task: async () => void (await rollUp.run(ended.signal)),
    failed: (cause) => log.error('usage could not be added up', {}, cause),
  });
  const retaining = repeat({
    everyMs: limits.usageRetentionEveryMs,
    task: () => keepRetention(database, { minute, hour, day, requests: requestLogDays }, clock.nowMs()),
    failed: (cause) => log.error('usage that is too old could not be dropped', {}, cause),
  });
  void retaining.run();
  return {
    takeUsage: async (spoolId, parcels) =>
      takeParcels({ database, clock, log, requestLogDays }, spoolId, parseParcels(numberedSchema, parcels)),
    close: async () => {
      ended.abort();
      await Promise.all([rollingUp.stop(), retaining.stop()]);
    },
  };
}
