/** From a command line to an exit code: find the command, parse its options, run it, say what went wrong. */
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { systemClock } from '#base/clock.ts';
import { readKeyFile } from '#base/key-file.ts';
import { openLog, type Log } from '#base/log.ts';
import { Problem, problemDocument } from '#base/problem.ts';
import { readSettings, settingLines, type Settings } from '#base/settings.ts';
import { exitCodes, type Command, type Invocation, type OpenedRegistry, type OptionValues } from '#commands/command.ts';
import { resultText } from '#commands/result-text.ts';
import { commandHelp, overview, wrongUsage } from '#commands/usage.ts';

/** Flags that every command has: `--json`, `--help`, and one for each setting that has a flag. */
const commonOptions: NonNullable<ParseArgsConfig['options']> = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  ...Object.fromEntries(
    settingLines.flatMap((line) =>
      line.flag === null ? [] : [[line.flag, { type: line.fallback === 'false' ? 'boolean' : 'string' }]],
    ),
  ),
};

/** The command whose words begin `args`; of `app` and `app create`, the longer one. */
function findCommand(commands: readonly Command[], args: readonly string[]): Command | undefined {
  return commands
    .filter((command) => command.words.every((word, at) => args[at] === word))
    .sort((a, b) => b.words.length - a.words.length)[0];
}

function parse(command: Command, args: readonly string[]): { positionals: string[]; values: OptionValues } {
  try {
    const options = { ...commonOptions, ...command.options };
    const parsed = parseArgs({ args: args.slice(command.words.length), options, allowPositionals: true });
    return { positionals: parsed.positionals, values: { ...parsed.values } };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const usage = `guichet ${command.words.join(' ')} ${command.usage}`;
    throw wrongUsage({ en: `${reason}\nusage: ${usage}`, fr: `${reason}\nusage : ${usage}` });
  }
}

/** The key that opens what is sealed in the database: from the settings, or the data folder's own. */
export async function readSealingKey(settings: Settings): Promise<{ readonly bytes: Buffer }> {
  const key = settings.sealingKey ?? (await readKeyFile(join(settings.data, 'keys', 'sealing.key')));
  return { bytes: Buffer.from(key, 'base64url') };
}

/** Opens the registry for a short command; modules of the database are only loaded by commands that need them. */
async function openRegistry(settings: Settings, log: Log): Promise<OpenedRegistry> {
  const [{ openDatabase }, { openPasswordHasher }] = await Promise.all([
    import('#database/open.ts'),
    import('#base/password-hash.ts'),
  ]);
  const database = await openDatabase({
    dataFolder: settings.data,
    databaseUrl: settings.databaseUrl,
    log,
    mode: 'join',
    poolSize: 2,
  });
  const registry = { database, clock: systemClock, sealingKey: await readSealingKey(settings) };
  return { ...registry, passwords: openPasswordHasher(), close: () => database.close() };
}

function invocationOf(positionals: readonly string[], values: OptionValues, settings: Settings): Invocation {
  const json = values['json'] === true;
  const log = openLog({}, undefined, settings.logLevel);
  return {
    ...{ positionals, values, settings, log, json, language: settings.language },
    print: (result, text) => console.log(json ? JSON.stringify(result, null, 2) : (text ?? resultText(result))),
    readInput: () => readAll(process.stdin),
    openRegistry: () => openRegistry(settings, openLog({}, undefined, 'warn')),
  };
}

function report(error: unknown, json: boolean, language: 'en' | 'fr'): number {
  if (!(error instanceof Problem)) {
    openLog().error('the command failed', {}, error);
    return exitCodes.failed;
  }
  if (json) console.log(JSON.stringify(problemDocument(error, language), null, 2));
  else console.error(`${error.text[language]}\n(${error.code})`);
  if (error.code === 'command.usage') return exitCodes.usage;
  return error.status >= 500 ? exitCodes.failed : exitCodes.refused;
}

/** The language before the settings are known: what the environment would give. */
const fallbackLanguage = 'en';

/**
 * Runs the command line `args` (without `node` and the script's name).
 *
 * @returns the exit code, one of `exitCodes`
 */
export async function dispatch(commands: readonly Command[], args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  let language: 'en' | 'fr' = fallbackLanguage;
  try {
    const command = findCommand(commands, args);
    if (command === undefined) {
      const settings = await readSettings({});
      if (args.length > 0 && args[0] !== '--help' && args[0] !== '-h' && args[0] !== 'help') {
        console.error(`${overview(commands, settings.language)}\n\nguichet: ${args.join(' ').slice(0, 100)}?`);
        return exitCodes.usage;
      }
      console.log(overview(commands, settings.language));
      return exitCodes.done;
    }
    const { positionals, values } = parse(command, args);
    const settings = await readSettings(values);
    language = settings.language;
    if (values['help'] === true) {
      console.log(commandHelp(command, language));
      return exitCodes.done;
    }
    return (await command.run(invocationOf(positionals, values, settings))) ?? exitCodes.done;
  } catch (error) {
    return report(error, json, language);
  }
}
