/** `guichet why`: the answer of `application.why` as people read it. */
import { expectArguments, type Command } from '#commands/command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { run } from '#registry/operation.ts';
import { explainRefusal } from '#registry/why/explain.ts';
import type { z } from 'zod';

type Why = z.output<typeof explainRefusal.output>;
type Step = Why['steps'][number];

const marks: Readonly<Record<Step['light'], string>> = { green: '✓', red: '✗', none: '–' };
const nameWidth = 14;

/** One step: the sentence, and beneath it what is coming, who can change it and with which operation. */
function stepLines({ step, light, text, warning, who, remedy, code }: Step): string[] {
  const indent = ' '.repeat(nameWidth + 2);
  const mail = who?.mail == null ? '' : ` <${who.mail}>`;
  const changer =
    who === null ? [] : [`who can change it: ${who.name.en}${mail}${remedy === null ? '' : ` (${remedy})`}`];
  return [
    `${marks[light]} ${step.padEnd(nameWidth)}${text.en}${code === null ? '' : ` [${code}]`}`,
    ...(warning === null ? [] : [`${indent}! ${warning.en}`]),
    ...changer.map((line) => indent + line),
  ];
}

function whyLines({ application, api, environment, passes, gatewayReason, steps }: Why): string[] {
  const call = `${application.name} → ${api.reference}, ${environment}`;
  const refused =
    gatewayReason === null ? 'refused, though not by the gateway' : `refused by the gateway: ${gatewayReason}`;
  return [`${call}: ${passes ? 'passes' : refused}`, ...steps.flatMap(stepLines)];
}

const why: Command = {
  name: 'why',
  summary: {
    en: 'Explain why calls of an application to an API (PROVIDER/API@VERSION) pass or are refused, and who can change it.',
    fr: "Expliquer pourquoi les appels d'une application à une API (FOURNISSEUR/API@VERSION) passent ou sont refusés, et qui peut y remédier.",
  },
  usage: '<application> <api>',
  options: {
    environment: {
      type: 'string',
      value: 'ENVIRONMENT',
      text: {
        en: "sandbox or production; the application's own if left out.",
        fr: "sandbox ou production ; celui de l'application par défaut.",
      },
    },
    account: {
      type: 'string',
      value: 'E-MAIL',
      text: {
        en: 'The account in whose name the application calls, where it does.',
        fr: "Le compte au nom duquel l'application appelle, s'il y en a un.",
      },
    },
  },
  run: async (context, given) => {
    const named = expectArguments(given, ['application', 'api']);
    const options = Object.entries(given.options).filter(([name]) => name === 'environment' || name === 'account');
    const input = { ...named, ...Object.fromEntries(options) };
    // Parsed by the operation itself, which knows what an environment is.
    const result = await withRegistry(context, (registry) => run(registry, commandLine, explainRefusal, input));
    return { json: result, text: whyLines(result), exitCode: result.passes ? 0 : 1 };
  },
};

export const commands: readonly Command[] = [why];
