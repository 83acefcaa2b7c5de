import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { loadReferenceRates } from '#apis/webstat/load/exr.ts';
import { fileInvalid } from '#apis/webstat/load/fault.ts';
import { descriptionSchema, loadLongCsv, type DescriptionFile } from '#apis/webstat/load/long-csv.ts';
import { migrateWebstat } from '#apis/webstat/schema/migrate.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { expectArguments, type Command } from '#commands/command.ts';
import { withRegistry } from '#commands/registry-session.ts';

/** @throws Problem `webstat.file_unreadable` (422) */
async function readBytes(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= limits.webstatFileBytes) return await readFile(path);
  } catch (cause) {
    throw unreadable(path, { cause });
  }
  throw unreadable(path, {});
}

function unreadable(path: string, options: { readonly cause?: unknown }): Problem {
  return new Problem(
    'webstat.file_unreadable',
    422,
    {
      en: `${path} cannot be read, or is larger than ${limits.webstatFileBytes} bytes.`,
      fr: `${path} ne peut pas être lu, ou dépasse ${limits.webstatFileBytes} octets.`,
    },
    options,
  );
}

async function readDescription(path: unknown): Promise<DescriptionFile | null> {
  if (typeof path !== 'string') return null;
  const text = (await readBytes(path)).toString('utf8');
  try {
    return descriptionSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : 'JSON';
    throw fileInvalid(`the description: ${why}`, `la description : ${why}`);
  }
}

/** True for a csv with a column of periods; the ECB's file has none, nor has a zip. */
function isLongCsv(bytes: Buffer): boolean {
  return bytes.subarray(0, 10_000).toString('utf8').split('\n', 1)[0]?.includes('TIME_PERIOD') === true;
}

const load: Command = {
  name: 'webstat load',
  summary: {
    en: 'Loads statistics into Webstat: the ECB’s eurofxref-hist.zip (the data set EXR), SDMX-CSV, or a long csv with a description.',
    fr: 'Charge des statistiques dans Webstat : eurofxref-hist.zip de la BCE (le jeu EXR), SDMX-CSV, ou un csv long avec sa description.',
  },
  usage: '<file>',
  options: {
    description: {
      type: 'string',
      value: 'FILE',
      text: {
        en: 'JSON that names the data set, its dimensions and codes; SDMX-CSV can do without.',
        fr: 'JSON qui nomme le jeu de données, ses dimensions et leurs codes ; SDMX-CSV peut s’en passer.',
      },
    },
  },
  run: async (context, given) => {
    const { file } = expectArguments(given, ['file']);
    const bytes = await readBytes(file);
    const description = await readDescription(given.options['description']);
    const report = await withRegistry(context, async ({ database, clock }) => {
      await migrateWebstat(database.pool);
      const now = new Date(clock.nowMs());
      return isLongCsv(bytes)
        ? loadLongCsv(database.pool, bytes.toString('utf8'), description, now)
        : loadReferenceRates(database.pool, bytes, now);
    });
    const { dataset, series, observations } = report;
    const text = [
      `${dataset}: series +${series.added} ~${series.changed} =${series.unchanged}; observations +${observations.added} ~${observations.changed}`,
    ];
    return { json: report, text };
  },
};

export const commands: readonly Command[] = [load];
