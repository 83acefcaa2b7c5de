/**
 * The file of counts, `gateway/limits.counts` in the data folder. It is replaced whole by a rename and never forced to the
 * disk: a killed process loses nothing that was written, a power cut at worst what the file system had not yet put down.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '#base/log.ts';
import { createCalendar, moveCalendar } from '#base/calendar.ts';
import { encodeCounts, restoreCounts } from '#gateway/limits/counts.ts';
import type { LimitTable } from '#gateway/limits/limit-memory.ts';

/** Where a day begins last: what has passed here has passed everywhere. The sign is POSIX's: 12 hours behind UTC. */
const earliestZone = 'Etc/GMT+12';

export type CountsFile = {
  /** Under which this gateway's counts stand in a shared store; lives as long as the file. */
  readonly gatewayId: string;
  /** Writes the counts as they are now. A fault is logged, and the next call tries again. */
  readonly save: () => Promise<void>;
};

/** Opens the file of `dataFolder`, and puts into `table` what it holds. Before any thread takes from the table. */
export async function openCountsFile(
  dataFolder: string,
  table: LimitTable,
  nowMs: number,
  log: Log,
): Promise<CountsFile> {
  const folder = join(dataFolder, 'gateway');
  const file = join(folder, 'limits.counts');
  const gatewayId = (await restore(file, table, nowMs, log)) ?? randomBytes(8).toString('hex');
  let failing = false;
  const save = async (): Promise<void> => {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, encodeCounts(table, gatewayId), { mode: 0o600 });
      await rename(`${file}.new`, file);
      if (failing) log.info('the counts of quotas are written again', { file });
      failing = false;
    } catch (cause) {
      // Once, not each second: the counts go on in memory.
      if (!failing)
        log.error('the counts of quotas cannot be written: a restart would begin them anew', { file }, cause);
      failing = true;
    }
  };
  return { gatewayId, save };
}

async function restore(file: string, table: LimitTable, nowMs: number, log: Log): Promise<string | null> {
  const calendar = createCalendar(earliestZone);
  moveCalendar(calendar, nowMs);
  try {
    const gatewayId = restoreCounts(table, await readFile(file), calendar.day, calendar.month);
    if (gatewayId === null)
      log.error('the counts of quotas are damaged or of another version, and begin anew', { file });
    return gatewayId;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) {
      log.error('the counts of quotas cannot be read and begin anew', { file }, cause);
    }
    return null;
  }
}
