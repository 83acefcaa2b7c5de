import { migrateBanking } from '#apis/banking/schema/migrate.ts';
import { expectArguments, type Command } from '#commands/command.ts';
import { withRegistry } from '#commands/registry-session.ts';
import { restore } from '#database/restore.ts';

const command: Command = {
  name: 'restore',
  summary: {
    en: 'Puts the contents of a backup into the database, all of it or nothing.',
    fr: "Remet le contenu d'une sauvegarde dans la base, en entier ou pas du tout.",
  },
  usage: '<file> [--replace]',
  options: {
    replace: {
      type: 'boolean',
      text: { en: 'Throw away what the database holds.', fr: 'Jeter ce que contient la base.' },
    },
  },
  run: async (context, given) => {
    const { file } = expectArguments(given, ['file']);
    const replace = given.options['replace'] === true;
    await withRegistry(context, async ({ database }) => {
      // The service may never have run here: what a backup holds of it needs its tables.
      await migrateBanking(database.pool);
      await restore(database, file, { replace });
    });
    return { json: { file }, text: [file] };
  },
};

export const commands: readonly Command[] = [command];
