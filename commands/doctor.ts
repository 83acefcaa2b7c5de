/** Asks the running parts how they are, and says what is wrong and what to do about it. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { LocalisedText } from '#base/problem.ts';
import { checkNames, readyPath, type CheckName } from '#base/readiness.ts';
import type { Settings } from '#base/settings.ts';
import { exitCodes, expectArguments, type Command, type CommandAnswer } from '#commands/command.ts';
import { metricsPort, metricsUrl } from '#commands/serve/ports.ts';
import { childSettings } from '#commands/serve/child-settings.ts';

const remedies: Readonly<Record<CheckName, LocalisedText>> = {
  database: {
    en: 'The database does not answer. Is PostgreSQL running, and DATABASE_URL right? The log of the part says more.',
    fr: 'La base de données ne répond pas. PostgreSQL tourne-t-il, DATABASE_URL est-elle juste ? Le journal de la partie en dit plus.',
  },
  migrations: {
    en: 'The database is of another version of Guichet. Run the same version everywhere; its start brings the database up to date.',
    fr: 'La base est celle d’une autre version de Guichet. Utilisez partout la même version ; son démarrage met la base à jour.',
  },
  disk: {
    en: 'The data folder cannot be written. Is the disk full, or mounted read-only? Do the rights fit?',
    fr: 'Le dossier de données n’est pas accessible en écriture. Le disque est-il plein ou monté en lecture seule ? Les droits conviennent-ils ?',
  },
  keys: {
    en: 'A key cannot be read. Look at keys/ in the data folder, or at the GUICHET_…_KEY variables; signing keys need the sealing key with which they were sealed.',
    fr: 'Une clé est illisible. Regardez keys/ dans le dossier de données, ou les variables GUICHET_…_KEY ; les clés de signature exigent la clé de scellement d’origine.',
  },
  snapshot: {
    en: 'There is no snapshot. A gateway gets it from the control process: is that running, and the gateway key the same?',
    fr: 'Il n’y a pas d’instantané. Une passerelle le tient du processus de contrôle : tourne-t-il, la clé des passerelles est-elle la même ?',
  },
  workers: {
    en: 'No thread of the gateway serves. The last lines of its log say why.',
    fr: 'Aucun fil de la passerelle ne sert. Les dernières lignes de son journal disent pourquoi.',
  },
  control: {
    en: 'The gateway does not hear the control process. It serves on; look at controlUrl, the network, and the control process.',
    fr: 'La passerelle n’entend pas le processus de contrôle. Elle continue de servir ; vérifiez controlUrl, le réseau et le processus de contrôle.',
  },
};

const partSchema = z.object({
  part: z.string(),
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.enum(checkNames), needed: z.boolean(), ok: z.boolean() })),
});
const readySchema = z.object({ parts: z.array(partSchema) });

type Asked = { readonly url: string; readonly parts: z.infer<typeof readySchema>['parts'] | null };

/** The operators' listeners that these settings make, as this machine reaches them. */
function listeners(settings: Settings): string[] {
  const reachable = ['0.0.0.0', '::'].includes(settings.metricsHost) ? '127.0.0.1' : settings.metricsHost;
  const processes =
    settings.parts.length > 1 && settings.parts.includes('gateway') ? [settings, childSettings(settings)] : [settings];
  return processes
    .filter((one) => metricsPort(one) !== null)
    .map((one) => metricsUrl({ ...one, metricsHost: reachable }));
}

async function ask(url: string): Promise<Asked> {
  try {
    const answer = await fetch(url + readyPath, { signal: AbortSignal.timeout(limits.doctorMs), redirect: 'error' });
    return { url, parts: readySchema.parse(await answer.json()).parts };
  } catch {
    return { url, parts: null };
  }
}

/** One line a part, and for what is not as it should be what to do. */
function linesOf({ url, parts }: Asked, language: Settings['language']): string[] {
  const french = language === 'fr';
  if (parts === null) {
    return [
      french
        ? `✗ ${url} : rien ne répond. Le processus tourne-t-il (guichet serve) avec ces ports ?`
        : `✗ ${url}: nobody answers. Is the process running (guichet serve), on these ports?`,
    ];
  }
  return parts.flatMap(({ part, ready, checks }) => {
    const state = ready ? (french ? 'prêt' : 'ready') : french ? 'ne peut pas servir' : 'cannot serve';
    const wrong = checks.filter(({ ok }) => !ok);
    const sign = wrong.length === 0 ? '✓' : ready ? '!' : '✗';
    return [`${sign} ${part}: ${state}`, ...wrong.map(({ name }) => `    ${name}: ${remedies[name][language]}`)];
  });
}

function exitCodeOf(asked: readonly Asked[]): number {
  if (asked.some(({ parts }) => parts === null)) return exitCodes.unreachable;
  const wrong = asked.some(({ parts }) => parts?.some(({ checks }) => checks.some(({ ok }) => !ok)) === true);
  return wrong ? exitCodes.refused : exitCodes.done;
}

const doctor: Command = {
  name: 'doctor',
  summary: {
    en: 'Asks all running parts how they are, and says what is wrong and what to do; ends with 1 when something is, with 3 when a process does not answer.',
    fr: 'Demande leur état à toutes les parties, et dit ce qui ne va pas et que faire ; se termine par 1 si c’est le cas, par 3 si un processus ne répond pas.',
  },
  usage: '',
  options: {},
  run: async ({ settings }, given): Promise<CommandAnswer> => {
    expectArguments(given, []);
    const asked = await Promise.all(listeners(settings).map(ask));
    return {
      json: { processes: asked },
      text: asked.flatMap((one) => linesOf(one, settings.language)),
      exitCode: exitCodeOf(asked),
    };
  },
};

export const commands: readonly Command[] = [doctor];
