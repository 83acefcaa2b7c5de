import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/** The mail that a sign-up is answered with; its words follow the PISTE guide. */
export const activateAccountMail = mailTemplate({
  name: 'account.activate',
  data: z.strictObject({ token: z.string().min(1), instance: z.string().min(1) }),
  write: ({ token, instance }, language) => {
    const path = `/activate?token=${token}`;
    if (language === 'fr') {
      return {
        subject: `Activez votre compte ${instance}`,
        paragraphs: [
          'Bonjour,',
          `Merci de vous être inscrit sur ${instance}. Pour terminer, activez votre compte : le lien fonctionne pendant 24 heures, et un autre peut vous être envoyé depuis la page de connexion.`,
        ],
        action: { label: 'Activer votre compte / Activate your Account', path },
        notes: [
          "Si vous n'êtes pas à l'origine de cette inscription, ignorez ce courriel : sans activation, le compte est supprimé au bout de 7 jours.",
          'Cette adresse ne reçoit pas de courriels : merci de ne pas répondre.',
          'Vous pouvez à tout moment consulter, exporter, corriger et supprimer vos données personnelles, dans votre compte, à la page « Mes données ».',
        ],
      };
    }
    return {
      subject: `Activate your ${instance} account`,
      paragraphs: [
        'Hello,',
        `Thank you for signing up to ${instance}. One step is left: activate your account. The link works for 24 hours, and another one can be sent to you from the login page.`,
      ],
      action: { label: 'Activer votre compte / Activate your Account', path },
      notes: [
        'If it was not you who signed up, ignore this mail: without an activation the account is removed after 7 days.',
        'This address cannot receive mail: please do not answer.',
        'You can see, export, correct and delete your personal data at any time: in your account, on the page "My data".',
      ],
    };
  },
});
