import type { z } from 'zod';
import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { listNotices } from '#registry/notices/list.ts';
import { chooseContactNotices, readNoticePreferences } from '#registry/notices/preferences.ts';

type Told = z.output<typeof listNotices.output>['items'][number];

/** Each type tells other things: they stand together, behind what all have. */
function rowOf({ notedAt, type, data: { application: _application, page, ...details } }: Told) {
  return { notedAt, type, page, details: JSON.stringify(details) };
}

export const commands: readonly Command[] = [
  operationCommand({
    name: 'notice list',
    operation: listNotices,
    summary: {
      en: 'List the notices about an application, newest first.',
      fr: "Lister les notifications d'une application, de la plus récente à la plus ancienne.",
    },
    positionals: ['application'],
    shown: (result) => {
      const { items, next } = listNotices.output.parse(result);
      return { items: items.map(rowOf), next };
    },
  }),
  operationCommand({
    name: 'notice contact',
    operation: readNoticePreferences,
    summary: {
      en: "Show which notices an application's contact address gets by mail.",
      fr: "Montrer quelles notifications l'adresse de contact d'une application reçoit par courriel.",
    },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'notice choose-contact',
    operation: chooseContactNotices,
    summary: {
      en: "Choose which notices an application's contact address gets; each person chooses its own in the portal.",
      fr: "Choisir les notifications que reçoit l'adresse de contact d'une application ; chacun choisit les siennes sur le portail.",
    },
    positionals: ['application'],
  }),
];
