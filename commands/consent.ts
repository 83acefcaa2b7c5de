import { Problem } from '#base/problem.ts';
import { expectArguments, type Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { commandLine, withRegistry } from '#commands/registry-session.ts';
import { resultLines } from '#commands/result-text.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { run, type Actor, type Registry } from '#registry/operation.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listConsents } from '#registry/terms/list-consents.ts';

/**
 * The version that `reference` names: `provider/terms/version`, or `provider/terms` for the one in force.
 *
 * @throws Problem `terms.not_found` (404)
 */
async function findVersion(registry: Registry, reference: string): Promise<string> {
  const [provider, slug, version] = reference.split('/', 3);
  const { versions } = await run(registry, commandLine, getTerms, { terms: `${provider}/${slug}` });
  const nowMs = registry.clock.nowMs();
  const found =
    version === undefined
      ? versions.findLast(({ effectiveAt }) => Date.parse(effectiveAt) <= nowMs)
      : versions.find((one) => one.version === version);
  if (found !== undefined) return found.id;
  throw new Problem('terms.not_found', 404, {
    en: 'There is no such version of these terms.',
    fr: "Cette version des conditions d'utilisation n'existe pas.",
  });
}

/** Who accepts: the person named by --account, in whose name the local administrator records it; else the command line. */
async function consenter(registry: Registry, account: unknown): Promise<Actor> {
  if (typeof account !== 'string') return commandLine;
  const { id, email } = await run(registry, commandLine, getAccount, { account });
  return { kind: 'account', accountId: id, name: `${email} (${commandLine.name})` };
}

const consent: Command = {
  name: 'consent',
  summary: {
    en: 'Accept terms (PROVIDER/TERMS, or PROVIDER/TERMS/VERSION) for an application.',
    fr: 'Accepter des CGU (FOURNISSEUR/CGU, ou FOURNISSEUR/CGU/VERSION) pour une application.',
  },
  usage: '<application> <terms>',
  options: {
    account: {
      type: 'string',
      value: 'E-MAIL',
      text: {
        en: 'The person who accepts; a member of the organisation of the application.',
        fr: "La personne qui accepte ; membre de l'organisation de l'application.",
      },
    },
  },
  run: async (context, given) => {
    const { application, terms } = expectArguments(given, ['application', 'terms']);
    const result = await withRegistry(context, async (registry) =>
      run(registry, await consenter(registry, given.options['account']), giveConsent, {
        application,
        termsVersion: await findVersion(registry, terms),
      }),
    );
    return { json: result, text: resultLines(result) };
  },
};

export const commands: readonly Command[] = [
  consent,
  operationCommand({
    name: 'consents',
    operation: listConsents,
    summary: {
      en: 'List what was accepted for an application.',
      fr: 'Lister ce qui a été accepté pour une application.',
    },
    positionals: ['application'],
  }),
];
