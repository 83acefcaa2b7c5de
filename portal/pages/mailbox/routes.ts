import { addresses } from '#portal/addresses.ts';
import { forEverybody, type PageRoute } from '#portal/page-route.ts';
import { showMailboxMail } from '#portal/pages/mailbox/mail.tsx';
import { showMailbox } from '#portal/pages/mailbox/mailbox.tsx';

export const mailboxPages: readonly PageRoute[] = [
  forEverybody('get', addresses.mailbox, showMailbox),
  forEverybody('get', addresses.mailboxMail, showMailboxMail),
];
