import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { listMails } from '#registry/mails/list.ts';
import { sendMailAgain } from '#registry/mails/send-again.ts';

export const commands: readonly Command[] = [
  operationCommand({
    name: 'mail list',
    operation: listMails,
    summary: {
      en: 'Show the mail log, newest first; never what mails say.',
      fr: 'Montrer le journal des courriels, du plus récent au plus ancien ; jamais leur contenu.',
    },
  }),
  operationCommand({
    name: 'mail send-again',
    operation: sendMailAgain,
    summary: { en: 'Try to deliver a mail anew.', fr: 'Essayer à nouveau de distribuer un courriel.' },
    positionals: ['mail'],
  }),
];
