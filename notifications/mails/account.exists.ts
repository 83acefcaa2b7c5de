import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/** Told to the owner of an address with which somebody signs up once more: the page itself must not tell it. */
export const accountExistsMail = mailTemplate({
  name: 'account.exists',
  data: z.strictObject({ instance: z.string().min(1) }),
  write: ({ instance }, language) =>
    language === 'fr'
      ? {
          subject: `Vous avez déjà un compte ${instance}`,
          paragraphs: [
            'Bonjour,',
            `Quelqu'un, vous sans doute, vient de demander un compte sur ${instance} avec cette adresse. Vous en avez déjà un : rien n'a été changé.`,
            'Connectez-vous ; si vous avez oublié votre mot de passe, la page de connexion vous en fait choisir un autre.',
          ],
          action: { label: 'Se connecter', path: '/login' },
          notes: ["Si ce n'était pas vous, ignorez ce courriel."],
        }
      : {
          subject: `You have a ${instance} account already`,
          paragraphs: [
            'Hello,',
            `Somebody, probably you, has just asked for an account on ${instance} with this address. You have one already: nothing was changed.`,
            'Log in; if you have forgotten your password, the login page lets you choose another one.',
          ],
          action: { label: 'Log in', path: '/login' },
          notes: ['If it was not you, ignore this mail.'],
        },
});
