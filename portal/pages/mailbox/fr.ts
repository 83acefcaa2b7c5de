import type { MailboxTexts } from '#portal/pages/mailbox/en.ts';

export const fr: MailboxTexts = {
  title: 'Boîte aux lettres',
  lead: "Ce portail n'a pas de serveur de courriel : ce qu'il aurait envoyé est gardé ici, pour cette seule machine, pendant une semaine.",
  how: 'Avec les paramètres smtpUrl et mailFrom, les courriels partent (docs/mails.md).',
  caption: 'Courriels, du plus récent au plus ancien',
  subject: 'Objet',
  recipient: 'À',
  writtenAt: 'Écrit le',
  empty: 'Aucun courriel',
  emptyWhy: 'Créez un compte ou demandez une souscription : le courriel correspondant apparaît ici.',
  way: 'Où vous êtes',
  asText: 'En texte',
};
