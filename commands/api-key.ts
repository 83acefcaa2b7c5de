import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'api-key create',
    operation: createApiKey,
    summary: {
      en: 'Make an API key of an application; it is shown this once.',
      fr: "Créer une clé d'API d'une application ; elle n'est affichée que cette fois.",
    },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'api-key list',
    operation: listApiKeys,
    summary: { en: 'List the API keys of an application.', fr: "Lister les clés d'API d'une application." },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'api-key withdraw',
    operation: withdrawApiKey,
    summary: {
      en: 'Withdraw an API key; gateways refuse it from then on.',
      fr: "Retirer une clé d'API ; les passerelles la refusent dès lors.",
    },
    positionals: ['application', 'key'],
  }),
];
