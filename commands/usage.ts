/** What `guichet` says about itself and about command lines that it does not understand. */
import { Problem, type LocalisedText } from '#base/problem.ts';
import { settingLines } from '#base/settings.ts';
import type { Command } from '#commands/command.ts';

const headings = {
  commands: { en: 'Commands', fr: 'Commandes' },
  options: { en: 'Options', fr: 'Options' },
  settings: { en: 'Settings (docs/configuration.md)', fr: 'Paramètres (docs/configuration.md)' },
  everywhere: {
    en: '--json prints JSON; --language en|fr; --help',
    fr: '--json écrit du JSON ; --language en|fr ; --help',
  },
} as const satisfies Record<string, LocalisedText>;

/** The page of `guichet --help`: every command with its summary, every setting with its flag. */
export function overview(commands: readonly Command[], language: 'en' | 'fr'): string {
  const names = commands.map((command) => command.words.join(' '));
  const width = Math.max(...names.map((name) => name.length)) + 2;
  return [
    'guichet COMMAND …',
    '',
    `${headings.commands[language]}:`,
    ...commands.map((command) => `  ${command.words.join(' ').padEnd(width)}${command.summary[language]}`),
    '',
    `${headings.settings[language]}:`,
    ...settingLines
      .filter((line) => line.flag !== null)
      .map((line) => `  --${(line.flag ?? '').padEnd(width)}${line.text[language]}`),
    '',
    headings.everywhere[language],
  ].join('\n');
}

/** The page of `guichet COMMAND --help`. */
export function commandHelp(command: Command, language: 'en' | 'fr'): string {
  const options = Object.keys(command.options);
  return [
    `guichet ${command.words.join(' ')} ${command.usage}`.trimEnd(),
    '',
    command.summary[language],
    ...(options.length > 0
      ? ['', `${headings.options[language]}: ${options.map((name) => `--${name}`).join(' ')}`]
      : []),
    ...(command.notes ?? []).map((note) => `  ${note}`),
    '',
    headings.everywhere[language],
  ].join('\n');
}

/** The refusal of a command line; its status tells the dispatcher that it is the caller's slip. */
export function wrongUsage(detail: LocalisedText): Problem {
  return new Problem('command.usage', 400, detail);
}
