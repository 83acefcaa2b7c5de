import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/** Goes to the new address of a change: the link proves that it is read by who asked. */
export const confirmEmailMail = mailTemplate({
  name: 'email.confirm',
  data: z.strictObject({ token: z.string().min(1), instance: z.string().min(1) }),
  write: ({ token, instance }, language) => {
    const path = `/account/email/confirm?token=${token}`;
    return language === 'fr'
      ? {
          subject: `Confirmez votre nouvelle adresse ${instance}`,
          paragraphs: [
            'Bonjour,',
            `Cette adresse doit devenir celle d'un compte ${instance}. Confirmez-la : le lien fonctionne une fois, pendant 24 heures. D'ici là, l'ancienne adresse reste valable.`,
          ],
          action: { label: 'Confirmer cette adresse', path },
          notes: ["Si vous n'avez rien demandé, ignorez ce courriel."],
        }
      : {
          subject: `Confirm your new ${instance} address`,
          paragraphs: [
            'Hello,',
            `This address is to become that of a ${instance} account. Confirm it: the link works once, for 24 hours. Until then the old address stays valid.`,
          ],
          action: { label: 'Confirm this address', path },
          notes: ['If you have asked for nothing, ignore this mail.'],
        };
  },
});
