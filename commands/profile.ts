import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { listProfiles } from '#registry/profiles/list.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'profile assign',
    operation: assignProfile,
    summary: {
      en: 'Give an application a business profile of an API.',
      fr: "Attribuer à une application un profil métier d'une API.",
    },
    positionals: ['application', 'provider', 'api', 'profile'],
  }),
  operationCommand({
    name: 'profile unassign',
    operation: unassignProfile,
    summary: {
      en: 'Take a business profile away from an application.',
      fr: 'Retirer un profil métier à une application.',
    },
    positionals: ['application', 'provider', 'api', 'profile'],
  }),
  operationCommand({
    name: 'profile list',
    operation: listProfiles,
    summary: { en: 'List who has which business profile.', fr: 'Lister les profils métier attribués.' },
  }),
];
