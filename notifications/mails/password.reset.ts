import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/** The link of "forgotten password". */
export const resetPasswordMail = mailTemplate({
  name: 'password.reset',
  data: z.strictObject({ token: z.string().min(1), instance: z.string().min(1) }),
  write: ({ token, instance }, language) => {
    const path = `/reset-password?token=${token}`;
    return language === 'fr'
      ? {
          subject: `Choisissez un nouveau mot de passe ${instance}`,
          paragraphs: [
            'Bonjour,',
            'Vous avez dit avoir oublié votre mot de passe. Le lien ci-dessous vous en fait choisir un autre ; il fonctionne une fois, pendant une heure. Vos sessions ouvertes seront alors fermées.',
          ],
          action: { label: 'Choisir un nouveau mot de passe', path },
          notes: ["Si ce n'était pas vous, ignorez ce courriel : votre mot de passe reste le même."],
        }
      : {
          subject: `Choose a new ${instance} password`,
          paragraphs: [
            'Hello,',
            'You said that you have forgotten your password. The link below lets you choose another one; it works once, for one hour. Your open sessions will then be ended.',
          ],
          action: { label: 'Choose a new password', path },
          notes: ['If it was not you, ignore this mail: your password stays as it is.'],
        };
  },
});
