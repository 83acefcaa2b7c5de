export const en = {
  title: 'Mailbox',
  lead: 'This portal has no mail server: what it would have sent is kept here, for this machine alone, for a week.',
  how: 'With the settings smtpUrl and mailFrom mails go out instead (docs/mails.md).',
  caption: 'Mails, newest first',
  subject: 'Subject',
  recipient: 'To',
  writtenAt: 'Written',
  empty: 'No mail yet',
  emptyWhy: 'Create an account, or ask for a subscription: the mail about it shows here.',
  way: 'Where you are',
  asText: 'As text',
};

export type MailboxTexts = typeof en;
