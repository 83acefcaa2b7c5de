import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { enableApplication } from '#registry/applications/enable.ts';
import { getApplication } from '#registry/applications/get.ts';
import { listApplications } from '#registry/applications/list.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { updateCredential } from '#registry/credentials/update.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'app create',
    operation: createApplication,
    summary: {
      en: 'Create an application; prints its client id and its first secret.',
      fr: 'Créer une application ; affiche son client id et son premier secret.',
    },
    // Whoever nobody is named for answers for it: the address that gets the notices.
    complete: (fields) => ({ responsible: fields['email'], ...fields }),
  }),
  operationCommand({
    name: 'app create-sandbox',
    operation: createSandboxApplication,
    summary: {
      en: 'Create the sandbox application of an account, as its activation does.',
      fr: "Créer l'application bac à sable d'un compte, comme son activation.",
    },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'app list',
    operation: listApplications,
    summary: { en: 'List applications.', fr: 'Lister les applications.' },
  }),
  operationCommand({
    name: 'app show',
    operation: getApplication,
    summary: { en: 'Show an application.', fr: 'Afficher une application.' },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'app update',
    operation: updateApplication,
    summary: { en: 'Change fields of an application.', fr: "Modifier les champs d'une application." },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'app origins',
    operation: updateCredential,
    summary: {
      en: 'Set the JavaScript origins and redirect addresses of an application.',
      fr: "Définir les origines JavaScript et les adresses de redirection d'une application.",
    },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'app enable',
    operation: enableApplication,
    summary: { en: 'Enable an application.', fr: 'Activer une application.' },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'app disable',
    operation: disableApplication,
    summary: {
      en: 'Disable an application: no token any more, and its live tokens are refused.',
      fr: 'Désactiver une application : plus de jeton, et ses jetons en cours sont refusés.',
    },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'app delete',
    operation: deleteApplication,
    summary: {
      en: 'Delete an application; its secrets are withdrawn, its subscriptions revoked.',
      fr: 'Supprimer une application ; ses secrets sont retirés, ses souscriptions révoquées.',
    },
    positionals: ['application'],
  }),
];
