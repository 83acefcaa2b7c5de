import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { createCode } from '#registry/organisations/codes/create.ts';
import { listCodes } from '#registry/organisations/codes/list.ts';
import { withdrawCode } from '#registry/organisations/codes/withdraw.ts';
import { createOrganisation } from '#registry/organisations/create.ts';
import { listOrganisations } from '#registry/organisations/list.ts';
import { addMember } from '#registry/organisations/members/add.ts';
import { changeMember } from '#registry/organisations/members/change.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { removeMember } from '#registry/organisations/members/remove.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'organisation create',
    operation: createOrganisation,
    summary: { en: 'Create an organisation.', fr: 'Créer une organisation.' },
  }),
  operationCommand({
    name: 'organisation list',
    operation: listOrganisations,
    summary: { en: 'List organisations.', fr: 'Lister les organisations.' },
  }),
  operationCommand({
    name: 'organisation members',
    operation: listMembers,
    summary: { en: 'List the members of an organisation.', fr: "Lister les membres d'une organisation." },
    positionals: ['organisation'],
  }),
  operationCommand({
    name: 'organisation add-member',
    operation: addMember,
    summary: { en: 'Make an account a member.', fr: "Faire d'un compte un membre." },
    positionals: ['organisation', 'account'],
  }),
  operationCommand({
    name: 'organisation change-member',
    operation: changeMember,
    summary: { en: 'Give a member another role.', fr: 'Donner un autre rôle à un membre.' },
    positionals: ['organisation', 'account'],
  }),
  operationCommand({
    name: 'organisation remove-member',
    operation: removeMember,
    summary: { en: 'Take a member out.', fr: 'Retirer un membre.' },
    positionals: ['organisation', 'account'],
  }),
  operationCommand({
    name: 'organisation codes',
    operation: listCodes,
    summary: { en: 'List join codes.', fr: "Lister les codes d'organisation." },
    positionals: ['organisation'],
  }),
  operationCommand({
    name: 'organisation create-code',
    operation: createCode,
    summary: { en: 'Make a join code.', fr: "Créer un code d'organisation." },
    positionals: ['organisation'],
  }),
  operationCommand({
    name: 'organisation withdraw-code',
    operation: withdrawCode,
    summary: { en: 'Withdraw a join code.', fr: "Retirer un code d'organisation." },
    positionals: ['organisation', 'code'],
  }),
];
