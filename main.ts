/** The command `guichet`: finds the command, reads the settings, runs it, and says how it went. */
import { text } from 'node:stream/consumers';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { openLog } from '#base/log.ts';
import { faultText, Problem, problemDocument } from '#base/problem.ts';
import { readSettings, settingLines, type Settings } from '#base/settings.ts';
import { exitCodes, usageProblem, type Command, type CommandContext, type Given } from '#commands/command.ts';
import { commandFiles, loadAllCommands } from '#commands/commands.ts';
import { commandHelp, commandList, unknownCommand } from '#commands/help.ts';

const everywhere: ParseArgsOptionsConfig = { json: { type: 'boolean' }, help: { type: 'boolean' } };

/** Problems that mean: what the command needs is not there. */
const unreachableCodes = new Set(['database.unreachable', 'server.unreachable', 'data.in_use']);

function settingOptions(): ParseArgsOptionsConfig {
  return Object.fromEntries(
    settingLines.flatMap(({ flag, isSwitch }) =>
      flag === null ? [] : [[flag, { type: isSwitch ? 'boolean' : 'string' } as const]],
    ),
  );
}

/** The command that `words` begin with; undefined when there is none. */
async function findCommand(words: readonly string[]): Promise<Command | undefined> {
  const [first = '', second = ''] = words;
  const load = Object.hasOwn(commandFiles, first) ? commandFiles[first] : undefined;
  const { commands } = (await load?.()) ?? { commands: [] };
  return (
    commands.find((command) => command.name === `${first} ${second}`) ??
    commands.find((command) => command.name === first)
  );
}

function parse(args: readonly string[], options: ParseArgsOptionsConfig): Given {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { positionals, options: values };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw usageProblem(message, message);
  }
}

function exitCodeOf(problem: Problem): number {
  if (problem.code === 'command.usage' || problem.code === 'settings.invalid') return exitCodes.usage;
  if (unreachableCodes.has(problem.code)) return exitCodes.unreachable;
  return problem.status < 500 ? exitCodes.refused : exitCodes.fault;
}

/** Standard output is awaited by Node before it ends when it is a pipe; nothing here ends the process early. */
function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reportProblem(problem: Problem, language: Settings['language'], json: boolean): number {
  if (json) {
    print(JSON.stringify(problemDocument(problem, language), null, 2));
  } else {
    process.stderr.write(`${problem.text[language]} (${problem.code})\n`);
    for (const fault of problem.faults) process.stderr.write(`  ${fault.path}: ${faultText(fault, language)}\n`);
  }
  return exitCodeOf(problem);
}

async function runCommand(command: Command, given: Given, settings: Settings, json: boolean): Promise<number> {
  const log = openLog({}, undefined, settings.logLevel);
  const context: CommandContext = { settings, log, json, print, readInput: () => text(process.stdin) };
  const answer = await command.run(context, given);
  if (json) print(JSON.stringify(answer.json, null, 2));
  else for (const line of answer.text) print(line);
  return answer.exitCode ?? exitCodes.done;
}

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  let language: Settings['language'] = 'en';
  try {
    const command = await findCommand(args);
    if (command === undefined) return await explain(args);
    const rest = args.slice(command.name.split(' ').length);
    const given = parse(rest, { ...settingOptions(), ...command.options, ...everywhere });
    const settings = await readSettings(given.options);
    language = settings.language;
    if (given.options['help'] === true) {
      for (const line of commandHelp(command, language)) print(line);
      return exitCodes.done;
    }
    return await runCommand(command, given, settings, json);
  } catch (cause) {
    if (cause instanceof Problem) return reportProblem(cause, language, json);
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    return exitCodes.fault;
  }
}

/** Without a command: the list of them, or of those that begin as asked, or what may have been meant. */
async function explain(args: readonly string[]): Promise<number> {
  const { language } = await readSettings({});
  const commands = await loadAllCommands();
  const words = args.filter((arg) => !arg.startsWith('-'));
  const [first = 'help'] = words;
  if (first === 'help' && words.length < 2) {
    for (const line of commandList(commands, language)) print(line);
    return exitCodes.done;
  }
  const family = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (family.length > 0 && words.length === 1 && args.includes('--help')) {
    for (const line of commandList(family, language)) print(line);
    return exitCodes.done;
  }
  const lines = family.length === 0 ? unknownCommand(first, commands, language) : commandList(family, language);
  for (const line of lines) process.stderr.write(`${line}\n`);
  return exitCodes.usage;
}

// Whoever reads our output may stop reading (`| head`): that is no fault.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
});

process.exitCode = await main(process.argv.slice(2));
