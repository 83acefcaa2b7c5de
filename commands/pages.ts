/** Pages of docs/ that are written from the code, and the index of the error pages. `script/pages` writes them. */
import { metricSections } from '#commands/serve/all-metrics.ts';
import { settingLines } from '#base/settings.ts';
import { exitCodes, type Command } from '#commands/command.ts';
import { optionRows, synopsis } from '#commands/help.ts';

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

/** The text of docs/metrics.md. */
export function metricsPage(): string {
  const sections = metricSections.map(({ title, metrics }) => {
    const rows = metrics.map(({ name, kind, text, labels }) => {
      const bounds = Object.entries(labels).map(([label, most]) => `\`${label}\` (${most})`);
      return row([`\`${name}\``, kind, bounds.join(', ') || '–', text]);
    });
    return `## ${title}\n\n| metric | kind | labels (most values) | what it says |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Metrics

Each process tells its metrics in Prometheus' text format at \`/.guichet/metrics\` of its operators' listener: port base and 8 for
the process of the other parts, port base and 9 for the gateway's, on loopback unless \`metricsHost\` says otherwise
([configuration](configuration.md)). A scrape configuration, alert rules and a Grafana dashboard lie in [operations](operations/).

Names and labels do not change within a major version. Every label has a greatest number of values; what comes above it is told
as \`other\`. No application, account, path or id is ever a label. A part that does not run tells nothing; a gauge that could not be
looked up keeps its last value, and \`guichet_collector_up\` says so.

${sections.join('\n')}
This page is written by \`script/pages\` from the code (\`commands/serve/all-metrics.ts\`).
`;
}

/** The text of docs/configuration.md. */
export function configurationPage(): string {
  const rows = settingLines.map(({ name, flag, isSwitch, variable, otherVariable, text, fallback }) =>
    row([
      text.en,
      flag === null ? '–' : `\`--${flag}${isSwitch ? '' : ' …'}\``,
      `\`${variable}\`${otherVariable === undefined ? '' : `, else \`${otherVariable}\``}`,
      `\`${name}\``,
      fallback === null ? '–' : `\`${fallback}\``,
    ]),
  );
  return `# Configuration

Every setting can be given in three places. A flag goes before a variable, a variable before the file, the file before the
default. The file is \`guichet.yaml\` in the current folder, or the one that \`GUICHET_SETTINGS\` names; settings stand there
under \`settings:\`, beside the declaration:

\`\`\`yaml
settings:
  portBase: 9000
  logLevel: warn
\`\`\`

Secrets have no flag, because everybody on a machine can read a process's arguments. A value that is wrong, and a variable or
key that does not exist, is refused with the place where it stands.

| setting | flag | variable | key | default |
|---|---|---|---|---|
${rows.join('\n')}

This page is written by \`script/pages\` from \`base/settings.ts\`.
`;
}

const exitCodeTexts: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'It is done.',
  refused: 'It was refused; the problem and its code are printed. `first-call`: the answer was no success.',
  usage: 'The command line or the settings are wrong.',
  unreachable: 'What the command needs cannot be reached: the database, or the running server.',
  fault: "A fault of Guichet's own.",
};

function commandSection(command: Command): string {
  const options = optionRows(command, 'en').map(([option, text]) => `- \`${option}\` ${text}`.trimEnd());
  return [
    `### ${command.name}`,
    command.summary.en,
    `\`\`\`\n${synopsis(command)}\n\`\`\``,
    ...(options.length > 0 ? [options.join('\n')] : []),
  ].join('\n\n');
}

/** The text of docs/commands.md. */
export function commandsPage(commands: readonly Command[]): string {
  const codes = Object.entries(exitCodes).map(([name, code]) =>
    // The keys are those of the object itself.
    row([String(code), exitCodeTexts[name as keyof typeof exitCodes]]),
  );
  return `# The command guichet

\`npx guichet COMMAND …\` (or \`script/guichet\`, which is the same). Commands work on the database of the data folder, beside a
running server or alone, with the rights of the local administrator. Every command takes \`--json\` (one JSON document on
standard output; a refusal is a problem document), \`--help\`, and the flags of [configuration.md](configuration.md).
Passwords are read from standard input, never from the arguments.

| exit code | meaning |
|---|---|
${codes.join('\n')}

## Commands

${commands.map(commandSection).join('\n\n')}

This page is written by \`script/pages\` from \`commands/\`.
`;
}

/** One page of docs/errors: its code, and its text. */
export type ErrorPage = { readonly code: string; readonly text: string };

/** The row of an error page: its head says the status, its first sentence the meaning. */
function errorRow({ code, text }: ErrorPage): string {
  const [, status = '–', meaning = ''] = /^\*\*HTTP status:\*\* (\d+(?: or \d+)*).*\n\n(.+)$/m.exec(text) ?? [];
  return row([`[\`${code}\`](${code}.md)`, status, meaning]);
}

/** The text of docs/errors/README.md. */
export function errorsPage(pages: readonly ErrorPage[]): string {
  return `# Error codes

Every refusal has a stable code: \`code\` in a problem document, \`X-Guichet-Reason\` at the gateway, in brackets at the command line. Each has a page.

| code | status | meaning |
|---|---|---|
${pages
  .toSorted((one, other) => (one.code < other.code ? -1 : 1))
  .map(errorRow)
  .join('\n')}

This page is written by \`script/pages\` from the pages beside it.
`;
}
