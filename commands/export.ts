import { expectArguments, type Command } from '#commands/command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';
import { parseInput, run } from '#registry/operation.ts';

const exportCommand: Command = {
  name: 'export',
  summary: {
    en: 'Writes what exists as a declaration that `apply` accepts.',
    fr: 'Écrit ce qui existe comme une déclaration que `apply` accepte.',
  },
  usage: '[--provider SLUG]',
  options: {
    provider: {
      type: 'string',
      value: 'SLUG',
      text: { en: 'Only this provider.', fr: 'Ce fournisseur seulement.' },
    },
  },
  run: async (context, given) => {
    expectArguments(given, []);
    const input = parseInput(exportDeclaration.input, { provider: given.options['provider'] });
    const answer = await withRegistry(context, (registry) => run(registry, commandLine, exportDeclaration, input));
    return { json: answer, text: [answer.text.trimEnd()] };
  },
};

export const commands: readonly Command[] = [exportCommand];
