import { z } from 'zod';
import { mailTemplate, type MailLanguage } from '#notifications/template.ts';

/** What can have changed about how somebody logs in. */
const changes = {
  password: { fr: 'Votre mot de passe a été changé.', en: 'Your password was changed.' },
  'email-asked': {
    fr: "On a demandé que l'adresse de votre compte change. Elle changera quand la nouvelle adresse aura été confirmée.",
    en: 'A change of the address of your account was asked for. It changes once the new address is confirmed.',
  },
  email: {
    fr: "L'adresse de votre compte a changé : on se connecte désormais avec la nouvelle.",
    en: 'The address of your account has changed: from now on one logs in with the new one.',
  },
  'totp-added': {
    fr: "Une application d'authentification protège désormais votre compte.",
    en: 'An authenticator app protects your account from now on.',
  },
  'totp-removed': {
    fr: "L'application d'authentification a été retirée de votre compte.",
    en: 'The authenticator app was removed from your account.',
  },
  'passkey-added': { fr: "Une clé d'accès a été ajoutée à votre compte.", en: 'A passkey was added to your account.' },
  'passkey-removed': {
    fr: "Une clé d'accès a été retirée de votre compte.",
    en: 'A passkey was removed from your account.',
  },
  'recovery-codes': {
    fr: 'De nouveaux codes de secours ont été créés ; les anciens ne valent plus.',
    en: 'New recovery codes were made; the old ones are worth nothing any more.',
  },
  'recovery-code-used': {
    fr: 'Un code de secours vient de servir à se connecter à votre compte.',
    en: 'A recovery code has just been used to log in to your account.',
  },
  deleted: {
    fr: 'Votre compte et vos données personnelles ont été supprimés, comme vous l’avez demandé.',
    en: 'Your account and your personal data were deleted, as you asked.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<MailLanguage, string>>>>;

const kinds = z.enum(Object.keys(changes) as (keyof typeof changes)[]); // `Object.keys` forgets which keys they are.

export type AccountChange = z.infer<typeof kinds>;

/** Tells a person that something changed about how one logs in: who did not do it must learn it. */
export const accountChangedMail = mailTemplate({
  name: 'account.changed',
  data: z.strictObject({ change: kinds, instance: z.string().min(1) }),
  write: ({ change, instance }, language) => {
    const said = changes[change][language];
    if (change === 'deleted') {
      return {
        subject: language === 'fr' ? `Votre compte ${instance} est supprimé` : `Your ${instance} account is deleted`,
        paragraphs: [language === 'fr' ? 'Bonjour,' : 'Hello,', said],
      };
    }
    return language === 'fr'
      ? {
          subject: `La sécurité de votre compte ${instance}`,
          paragraphs: ['Bonjour,', said],
          action: { label: 'Voir la sécurité de mon compte', path: '/account/security' },
          notes: [
            "Si ce n'était pas vous, changez votre mot de passe tout de suite (« mot de passe oublié » à la page de connexion) et terminez les sessions que vous ne connaissez pas.",
          ],
        }
      : {
          subject: `The security of your ${instance} account`,
          paragraphs: ['Hello,', said],
          action: { label: 'See the security of my account', path: '/account/security' },
          notes: [
            'If it was not you, change your password at once ("forgotten password" on the login page) and end the sessions that you do not know.',
          ],
        };
  },
});
