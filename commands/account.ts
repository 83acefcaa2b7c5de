import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { activateAccount } from '#registry/accounts/activate.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { listAccounts } from '#registry/accounts/list.ts';
import { makeOperator, unmakeOperator } from '#registry/accounts/set-operator.ts';
import { resetSecondFactors } from '#registry/accounts/reset-second-factors.ts';
import { setPassword } from '#registry/accounts/set-password.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'account create',
    operation: createAccount,
    summary: { en: 'Create an account.', fr: 'Créer un compte.' },
    flags: { organisationCode: 'code' },
    fromInput: 'password',
  }),
  operationCommand({
    name: 'account activate',
    operation: activateAccount,
    summary: { en: 'Let an account log in.', fr: 'Activer un compte.' },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'account deactivate',
    operation: deactivateAccount,
    summary: { en: 'Shut an account; its tokens end.', fr: 'Désactiver un compte ; ses jetons prennent fin.' },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'account make-operator',
    operation: makeOperator,
    summary: { en: 'Let an account administer the instance.', fr: "Permettre à un compte d'administrer l'instance." },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'account unmake-operator',
    operation: unmakeOperator,
    summary: { en: 'Take that right away.', fr: 'Retirer ce droit.' },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'account set-password',
    operation: setPassword,
    summary: { en: 'Set the password of an account.', fr: "Définir le mot de passe d'un compte." },
    positionals: ['account'],
    fromInput: 'password',
  }),
  operationCommand({
    name: 'account reset-second-factors',
    operation: resetSecondFactors,
    summary: {
      en: 'Take app, passkeys and recovery codes off an account whose owner has lost them.',
      fr: "Retirer application, clés d'accès et codes de secours d'un compte dont le titulaire les a perdus.",
    },
    positionals: ['account'],
  }),
  operationCommand({
    name: 'account list',
    operation: listAccounts,
    summary: { en: 'List accounts.', fr: 'Lister les comptes.' },
  }),
];
