import { expectArguments, type Command } from '#commands/command.ts';
import { withRegistry } from '#commands/registry-session.ts';
import { backup } from '#database/backup.ts';

const command: Command = {
  name: 'backup',
  summary: {
    en: 'Writes the whole database into one file; the sealing key is not in it and must be kept too.',
    fr: "Écrit toute la base dans un fichier ; la clé de scellement n'y est pas et doit être conservée aussi.",
  },
  usage: '<file>',
  options: {},
  run: async (context, given) => {
    const { file } = expectArguments(given, ['file']);
    await withRegistry(context, ({ database }) => backup(database, file));
    return { json: { file }, text: [file] };
  },
};

export const commands: readonly Command[] = [command];
