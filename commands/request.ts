/** `guichet requests` and `guichet request`: the request log as people read it. */
import { setTimeout } from 'node:timers/promises';
import type { z } from 'zod';
import { limits } from '#base/limits.ts';
import { expectArguments, type Command, type Given } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import type { StepState } from '#metering/request-log/decision.ts';
import { getLoggedRequest } from '#metering/request-log/get.ts';
import { listLoggedRequests } from '#metering/request-log/list.ts';
import type { Logged } from '#metering/request-log/logged.ts';
import { openTail } from '#metering/request-log/tail.ts';
import { run } from '#registry/operation.ts';

const milliseconds = (us: number): string => `${(us / 1000).toFixed(1)} ms`;

/** One request as a line: when, what came of it, what it was, how long it took, whose it was, and its number. */
function line({ at, status, outcome, reason, method, operation, ...logged }: Logged): string {
  const { totalUs, upstreamUs, application, api, weight, id } = logged;
  const fate = reason ?? (outcome === 'answered' ? '' : outcome);
  const time = `${milliseconds(totalUs)} (${milliseconds(upstreamUs)})`;
  const who = application === null ? '–' : (application.name ?? application.id);
  const what = `${method ?? '–'} ${api === null ? '' : (api.reference ?? api.id)} ${operation ?? '–'}`;
  const parts = [at, String(status).padStart(3), what, fate, time, who, weight > 1 ? `×${weight}` : '', id];
  return parts.filter((part) => part !== '').join('  ');
}

const marks: Readonly<Record<StepState, string>> = { passed: '✓', stopped: '✗', not_reached: '–', unknown: '?' };

function decisionLines({ decision, ...logged }: z.output<typeof getLoggedRequest.output>): string[] {
  const { steps, text, who } = decision;
  const mail = who?.mail == null ? '' : ` <${who.mail}>`;
  return [
    line(logged),
    ...steps.map(({ step, state }) => `${marks[state]} ${step}`),
    text.en,
    ...(who === null ? [] : [`who can change it: ${who.name.en}${mail}`]),
  ];
}

const listed = operationCommand({
  name: 'requests',
  operation: listLoggedRequests,
  summary: {
    en: 'Show logged requests, newest first: all, or those of an application, an API or a provider.',
    fr: "Montrer les requêtes journalisées, les plus récentes d'abord : toutes, ou celles d'une application, d'une API ou d'un fournisseur.",
  },
});

const capitalAfterDash = /-([a-z])/g;

/** What was given, as the operation's fields; it parses them itself. */
function inputOf({ options }: Given): Readonly<Record<string, unknown>> {
  const given = Object.entries(options).filter(([flag, value]) => flag in listed.options && value !== undefined);
  return Object.fromEntries(
    given.map(([flag, value]) => [
      flag.replaceAll(capitalAfterDash, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

const requests: Command = {
  ...listed,
  options: {
    ...listed.options,
    follow: {
      type: 'boolean',
      text: {
        en: 'Go on with new ones as they come, until interrupted.',
        fr: "Continuer avec les nouvelles à mesure qu'elles arrivent, jusqu'à l'interruption.",
      },
    },
  },
  run: async (context, given) => {
    expectArguments(given, []);
    const asked = inputOf(given);
    return withRegistry(context, async (registry) => {
      if (given.options['follow'] !== true) {
        const page = await run(registry, commandLine, listLoggedRequests, asked);
        const more = page.next === null ? [] : [`--after ${page.next}`];
        return { json: page, text: page.items.length === 0 ? ['(none)', ...more] : [...page.items.map(line), ...more] };
      }
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort());
      const limit = limits.requestTailRows;
      const tail = openTail(
        async (from) => (await run(registry, commandLine, listLoggedRequests, { ...asked, from, limit })).items,
      );
      while (!interrupted.signal.aborted) {
        for (const one of await tail.look(registry.clock.nowMs())) {
          context.print(context.json ? JSON.stringify(one) : line(one));
        }
        await setTimeout(limits.requestTailEveryMs, undefined, { signal: interrupted.signal }).catch(() => undefined);
      }
      return { json: null, text: [] };
    });
  },
};

const request: Command = {
  name: 'request',
  summary: {
    en: 'Show one request by its X-Request-Id, with every step of the decision and who can change it.',
    fr: 'Montrer une requête par son X-Request-Id, avec chaque étape de la décision et qui peut y remédier.',
  },
  usage: '<request>',
  options: {},
  run: async (context, given) => {
    const asked = expectArguments(given, ['request']);
    const result = await withRegistry(context, (registry) => run(registry, commandLine, getLoggedRequest, asked));
    return { json: result, text: decisionLines(result) };
  },
};

export const commands: readonly Command[] = [requests, request];
