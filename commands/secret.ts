import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { rotateSecret } from '#registry/credentials/rotate-secret.ts';
import { showSecret } from '#registry/credentials/show-secret.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'secret create',
    operation: createSecret,
    summary: { en: 'Make a further secret of an application.', fr: 'Créer un secret de plus pour une application.' },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'secret show',
    operation: showSecret,
    summary: { en: 'Show a secret; audited.', fr: 'Afficher un secret ; tracé.' },
    positionals: ['application', 'secret'],
  }),
  operationCommand({
    name: 'secret rotate',
    operation: rotateSecret,
    summary: {
      en: 'Replace a secret by a new one; the old one goes on for the hours given.',
      fr: 'Remplacer un secret par un nouveau ; l’ancien reste valable le nombre d’heures donné.',
    },
    positionals: ['application', 'secret'],
  }),
  operationCommand({
    name: 'secret withdraw',
    operation: withdrawSecret,
    summary: {
      en: 'Withdraw a secret; the tokens asked for with it end.',
      fr: 'Retirer un secret ; les jetons obtenus avec lui prennent fin.',
    },
    positionals: ['application', 'secret'],
  }),
  operationCommand({
    name: 'secret list',
    operation: listSecrets,
    summary: { en: 'List the secrets of an application.', fr: "Lister les secrets d'une application." },
    positionals: ['application'],
  }),
];
