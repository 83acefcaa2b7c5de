import { readFile, stat } from 'node:fs/promises';
import { loadReferenceRates } from '#apis/webstat/load/exr.ts';
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

const load: Command = {
  name: 'webstat load',
  summary: {
    en: 'Loads statistics into Webstat: the ECB’s eurofxref-hist.zip (or its csv) becomes the data set EXR.',
    fr: 'Charge des statistiques dans Webstat : eurofxref-hist.zip de la BCE (ou son csv) devient le jeu EXR.',
  },
  usage: '<file>',
  options: {},
  run: async (context, given) => {
    const { file } = expectArguments(given, ['file']);
    const bytes = await readBytes(file);
    const report = await withRegistry(context, async ({ database, clock }) => {
      await migrateWebstat(database.pool);
      return loadReferenceRates(database.pool, bytes, new Date(clock.nowMs()));
    });
    const { dataset, series, observations } = report;
    const text = [
      `${dataset}: series +${series.added} ~${series.changed} =${series.unchanged}; observations +${observations.added} ~${observations.changed}`,
    ];
    return { json: report, text };
  },
};

export const commands: readonly Command[] = [load];
