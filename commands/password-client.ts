import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { allowPasswordClient, refusePasswordClient } from '#registry/issuers/password-clients.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'password-client allow',
    operation: allowPasswordClient,
    summary: {
      en: "Let an application use an issuer's password grant.",
      fr: "Permettre à une application le « password grant » d'un serveur d'autorisation.",
    },
    positionals: ['issuer', 'application'],
  }),
  operationCommand({
    name: 'password-client refuse',
    operation: refusePasswordClient,
    summary: {
      en: 'Take the password grant away from an application.',
      fr: 'Retirer le « password grant » à une application.',
    },
    positionals: ['issuer', 'application'],
  }),
];
