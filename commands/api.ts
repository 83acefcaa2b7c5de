import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { deprecateApi } from '#registry/offer/apis/deprecate.ts';
import { publishApi } from '#registry/offer/apis/publish.ts';
import { reinstateApi } from '#registry/offer/apis/reinstate.ts';
import { retireApi } from '#registry/offer/apis/retire.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'api publish',
    operation: publishApi,
    summary: {
      en: 'Publish a draft, or the contract that waits.',
      fr: 'Publier un brouillon, ou le contrat en attente.',
    },
    positionals: ['provider', 'api'],
  }),
  operationCommand({
    name: 'api deprecate',
    operation: deprecateApi,
    summary: { en: 'Announce the end of an API.', fr: "Annoncer la fin d'une API." },
    positionals: ['provider', 'api'],
  }),
  operationCommand({
    name: 'api reinstate',
    operation: reinstateApi,
    summary: { en: 'Take the announced end of an API back.', fr: "Annuler la fin annoncée d'une API." },
    positionals: ['provider', 'api'],
  }),
  operationCommand({
    name: 'api retire',
    operation: retireApi,
    summary: { en: 'End an API now.', fr: 'Arrêter une API maintenant.' },
    positionals: ['provider', 'api'],
  }),
];
