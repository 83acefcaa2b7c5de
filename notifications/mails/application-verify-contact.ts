import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/**
 * To the contact address of an application, which nobody has confirmed yet. Says nothing that a stranger could choose (the
 * application's name): the page behind the link does.
 */
export const applicationVerifyContact = mailTemplate({
  name: 'application.verify-contact',
  data: z.strictObject({ path: z.string(), days: z.number() }),
  write: ({ path, days }, language) =>
    language === 'fr'
      ? {
          subject: "Confirmez l'adresse de contact d'une application",
          paragraphs: [
            "Cette adresse a été donnée comme contact d'une application sur ce portail.",
            "Le bouton montre de quelle application il s'agit. Si vous acceptez de recevoir ses avis (demandes d'information, quotas dépassés, décisions), confirmez-le sur la page.",
          ],
          action: { label: "Voir l'application et confirmer", path },
          notes: [
            `Le lien est valable ${days} jours et ne sert qu'une fois.`,
            "Si cela ne vous dit rien, ignorez ce message : rien d'autre ne vous sera envoyé.",
          ],
        }
      : {
          subject: 'Confirm the contact address of an application',
          paragraphs: [
            'This address was given as the contact of an application on this portal.',
            'The button shows which application it is. If you agree to get its notices (requests for information, quotas exceeded, decisions), say so on the page.',
          ],
          action: { label: 'See the application and confirm', path },
          notes: [
            `The link is valid for ${days} days and works once.`,
            'If this means nothing to you, ignore this mail: nothing more will be sent to you.',
          ],
        },
});
