import { exitCodes, usageProblem, type Command } from '#commands/command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { applyDeclaration, type DeclarationChange } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { run } from '#registry/operation.ts';

/** How a change is shown: a sign, what it is, and each field that becomes another. */
export function changeLines(change: DeclarationChange): string[] {
  const sign = { create: '+', change: '~', retire: '-' }[change.kind];
  const fields =
    change.kind === 'change'
      ? change.fields.map(({ field, from, to }) => `    ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
      : [];
  return [`${sign} ${change.type} ${change.key}`, ...fields];
}

const apply: Command = {
  name: 'apply',
  summary: {
    en: 'Makes what declarations say true, in one transaction.',
    fr: 'Réalise ce que disent des déclarations, en une transaction.',
  },
  usage: '<file>… [--dry-run]',
  options: {
    'dry-run': {
      type: 'boolean',
      text: { en: 'Only show what would change.', fr: 'Montrer seulement ce qui changerait.' },
    },
  },
  run: async (context, given) => {
    if (given.positionals.length === 0) {
      throw usageProblem(
        'Name at least one file; - is standard input.',
        "Nommez au moins un fichier ; - est l'entrée standard.",
      );
    }
    const fromInput = given.positionals.includes('-');
    const paths = given.positionals.filter((path) => path !== '-');
    const collected = collectDeclarationFiles(paths);
    const files = fromInput
      ? [...collected.files, { name: 'stdin', text: await context.readInput() }]
      : collected.files;
    const dryRun = given.options['dry-run'] === true;
    const answer = await withRegistry(context, (registry) =>
      run(registry, commandLine, applyDeclaration, { files, attachments: collected.attachments, dryRun }),
    );
    const count = answer.changes.length;
    return {
      json: answer,
      text: [
        ...answer.changes.flatMap(changeLines),
        dryRun ? `${count} change(s), not made` : `${count} change(s) made`,
      ],
      exitCode: exitCodes.done,
    };
  },
};

export const commands: readonly Command[] = [apply];
