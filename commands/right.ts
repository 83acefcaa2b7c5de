import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { grantRight } from '#registry/rights/grant.ts';
import { listRights } from '#registry/rights/list.ts';
import { revokeRight } from '#registry/rights/revoke.ts';

const resource = ['account', 'provider', 'resourceType', 'resourceId'] as const;

export const commands: readonly Command[] = [
  operationCommand({
    name: 'right grant',
    operation: grantRight,
    summary: {
      en: "Say what an account may do with a provider's resource: dossier 42, --read, --write.",
      fr: "Dire ce qu'un compte peut faire d'une ressource d'un fournisseur : dossier 42, --read, --write.",
    },
    positionals: resource,
    complete: (fields) => ({ read: false, write: false, ...fields }),
  }),
  operationCommand({
    name: 'right revoke',
    operation: revokeRight,
    summary: {
      en: "Take an account's rights on a resource away.",
      fr: 'Retirer à un compte ses droits sur une ressource.',
    },
    positionals: resource,
  }),
  operationCommand({
    name: 'right list',
    operation: listRights,
    summary: { en: 'List rights on resources.', fr: 'Lister les droits sur les ressources.' },
  }),
];
