import { settingLines } from '#base/settings.ts';
import type { Command } from '#commands/command.ts';
import { mayMean } from '#registry/catalogue/search/typing-errors.ts';

type Language = 'en' | 'fr';

const words = {
  en: {
    usage: 'Usage',
    commands: 'Commands',
    options: 'Options',
    settings: 'Settings',
    more: 'guichet COMMAND --help',
    unknown: 'No such command',
    all: 'guichet --help lists all commands.',
  },
  fr: {
    usage: 'Utilisation',
    commands: 'Commandes',
    options: 'Options',
    settings: 'Paramétrage',
    more: 'guichet COMMANDE --help',
    unknown: 'Commande inconnue',
    all: 'guichet --help énumère toutes les commandes.',
  },
} as const;

const everywhere = {
  '--json': { en: 'Answer as one JSON document.', fr: 'Répondre par un document JSON.' },
  '--help': { en: 'Show this.', fr: 'Afficher ceci.' },
} as const;

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}

/** How a command is called: `guichet apply <file>… [options]`. */
export function synopsis(command: Command): string {
  return ['guichet', command.name, command.usage].filter((part) => part !== '').join(' ');
}

/** A command's options as `--name VALUE` with their texts. */
export function optionRows(command: Command, language: Language): (readonly [string, string])[] {
  return Object.entries(command.options).map(([name, option]) => [
    `--${name}${option.type === 'boolean' ? '' : ` ${option.value ?? 'TEXT'}`}`,
    option.text[language],
  ]);
}

/** The help of one command. */
export function commandHelp(command: Command, language: Language): string[] {
  const says = words[language];
  const common = Object.entries(everywhere).map(([flag, text]) => [flag, text[language]] as const);
  const settings = settingLines.flatMap((line) =>
    line.flag === null ? [] : [[`--${line.flag}`, line.text[language]] as const],
  );
  return [
    `${says.usage}: ${synopsis(command)}`,
    '',
    command.summary[language],
    '',
    `${says.options}:`,
    ...columns([...optionRows(command, language), ...common]),
    '',
    `${says.settings}:`,
    ...columns(settings),
  ];
}

/** A list of commands. */
export function commandList(commands: readonly Command[], language: Language): string[] {
  const says = words[language];
  return [
    `${says.commands}:`,
    ...columns(commands.map((command) => [command.name, command.summary[language]])),
    '',
    says.more,
  ];
}

/** What is said to a first word that no command has. */
export function unknownCommand(word: string, commands: readonly Command[], language: Language): string[] {
  const says = words[language];
  const meant = commands.filter(({ name }) => name.split(' ').some((part) => mayMean(word, part)));
  return [
    `${says.unknown}: ${word}`,
    ...(meant.length === 0 ? [] : ['', ...commandList(meant, language)]),
    '',
    says.all,
  ];
}
