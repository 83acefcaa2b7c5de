/** `guichet usage`: how much is called, refused and failing; of an application, an API, a provider, or all. */
import { systemClock } from '#base/clock.ts';
import { expectArguments, usageProblem, type Command, type CommandOption, type Given } from '#commands/command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { usageLines } from '#commands/usage-lines.ts';
import type { NamedReport } from '#metering/usage/named.ts';
import { apiUsage, applicationUsage, instanceUsage, providerUsage } from '#metering/usage/operations.ts';
import { usageEnvironmentSchema, usageStepSchema } from '#metering/usage/question.ts';
import { run, type Registry } from '#registry/operation.ts';
import { startOfDay } from '#ui/format.ts';

const usualMs = 30 * 86_400_000;

const rangeOptions: Readonly<Record<string, CommandOption>> = {
  from: {
    type: 'string',
    value: 'DAY',
    text: {
      en: 'First day in Paris (2026-11-01), or a moment (2026-11-01T10:00:00Z); 30 days ago if left out.',
      fr: 'Premier jour à Paris (2026-11-01), ou un instant (2026-11-01T10:00:00Z) ; il y a 30 jours par défaut.',
    },
  },
  to: {
    type: 'string',
    value: 'DAY',
    text: { en: 'Last day, or a moment; now if left out.', fr: 'Dernier jour, ou un instant ; maintenant par défaut.' },
  },
  step: {
    type: 'string',
    value: 'STEP',
    text: {
      en: 'minute, hour, day or month; day if left out.',
      fr: 'minute, hour (heure), day (jour) ou month (mois) ; day par défaut.',
    },
  },
  environment: {
    type: 'string',
    value: 'ENVIRONMENT',
    text: { en: 'sandbox or production; both if left out.', fr: 'sandbox ou production ; les deux par défaut.' },
  },
};

/** A day of Paris as the moment at which it begins, or with `days` 1 ends; a moment as it is. */
function momentOf(name: 'from' | 'to', given: unknown, days: 0 | 1): string {
  const text = String(given);
  const moment =
    startOfDay(text, days) ?? new Date(/^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : Number.NaN);
  if (Number.isNaN(moment.getTime())) {
    throw usageProblem(
      `--${name} is a day (2026-11-01) or a moment (2026-11-01T10:00:00Z), not ${text}.`,
      `--${name} est un jour (2026-11-01) ou un instant (2026-11-01T10:00:00Z), et non ${text}.`,
    );
  }
  return moment.toISOString();
}

/** One of a few words. */
function wordOf<Word extends string>(name: string, given: unknown, words: readonly Word[]): Word {
  const word = words.find((one) => one === given);
  if (word !== undefined) return word;
  throw usageProblem(`--${name} is one of: ${words.join(', ')}.`, `--${name} vaut : ${words.join(', ')}.`);
}

function rangeOf({ options }: Given, nowMs: number) {
  const { from, to, step = 'day', environment } = options;
  return {
    from: from === undefined ? new Date(nowMs - usualMs).toISOString() : momentOf('from', from, 0),
    to: to === undefined ? new Date(nowMs).toISOString() : momentOf('to', to, 1),
    step: wordOf('step', step, usageStepSchema.options),
    ...(environment === undefined
      ? {}
      : { environment: wordOf('environment', environment, usageEnvironmentSchema.options) }),
  };
}

type Range = ReturnType<typeof rangeOf>;

type UsageCommand = {
  readonly of: 'application' | 'api' | 'provider' | 'instance';
  readonly summary: Command['summary'];
  readonly options?: Command['options'];
  readonly read: (registry: Registry, subject: string, range: Range, given: Given) => Promise<NamedReport>;
};

function usageCommand({ of, summary, options = {}, read }: UsageCommand): Command {
  const names = of === 'instance' ? [] : [of];
  return {
    name: `usage ${of}`,
    summary,
    usage: names.map((name) => `<${name}>`).join(' '),
    options: { ...options, ...rangeOptions },
    run: async (context, given) => {
      expectArguments(given, names);
      const [subject = ''] = given.positionals;
      // Before the database is opened: what is wrong with the command line needs none.
      const range = rangeOf(given, systemClock.nowMs());
      const report = await withRegistry(context, (registry) => read(registry, subject, range, given));
      return { json: report, text: usageLines(`usage of ${of} ${subject}`.trimEnd(), report) };
    },
  };
}

/** An option that is not given is left out. */
function narrowedTo<Name extends string>({ options }: Given, name: Name): Partial<Record<Name, string>> {
  const value = options[name];
  // One field of that name: TypeScript widens a computed key to any text.
  return typeof value === 'string' ? ({ [name]: value } as Record<Name, string>) : {};
}

export const commands: readonly Command[] = [
  usageCommand({
    of: 'application',
    summary: {
      en: 'Show how much an application (id or client id) calls, and what is refused or fails.',
      fr: 'Montrer combien une application (identifiant ou identifiant client) appelle, et ce qui est refusé ou échoue.',
    },
    options: {
      api: {
        type: 'string',
        value: 'API',
        text: {
          en: 'Only calls to this API (PROVIDER/API@VERSION).',
          fr: 'Seulement les appels à cette API (FOURNISSEUR/API@VERSION).',
        },
      },
    },
    read: (registry, application, range, given) =>
      run(registry, commandLine, applicationUsage, { application, ...narrowedTo(given, 'api'), ...range }),
  }),
  usageCommand({
    of: 'api',
    summary: {
      en: 'Show how much an API (PROVIDER/API@VERSION) is called, and by whom.',
      fr: 'Montrer combien une API (FOURNISSEUR/API@VERSION) est appelée, et par qui.',
    },
    options: {
      application: {
        type: 'string',
        value: 'ID',
        text: {
          en: 'Only calls by the application with this id.',
          fr: "Seulement les appels par l'application de cet identifiant.",
        },
      },
    },
    read: (registry, api, range, given) =>
      run(registry, commandLine, apiUsage, { api, ...narrowedTo(given, 'application'), ...range }),
  }),
  usageCommand({
    of: 'provider',
    summary: {
      en: 'Show how much all APIs of a provider are called, and by whom.',
      fr: "Montrer combien toutes les API d'un fournisseur sont appelées, et par qui.",
    },
    read: (registry, provider, range) => run(registry, commandLine, providerUsage, { provider, ...range }),
  }),
  usageCommand({
    of: 'instance',
    summary: {
      en: 'Show how much is called on the whole instance, what, and by whom.',
      fr: "Montrer combien est appelé sur toute l'instance, quoi, et par qui.",
    },
    read: (registry, _subject, range) => run(registry, commandLine, instanceUsage, range),
  }),
];
