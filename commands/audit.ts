import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { listAudit } from '#registry/audit/list.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'audit',
    operation: listAudit,
    summary: {
      en: 'Show who changed what, newest first.',
      fr: 'Montrer qui a changé quoi, du plus récent au plus ancien.',
    },
  }),
];
