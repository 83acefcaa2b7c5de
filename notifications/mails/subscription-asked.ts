import { z } from 'zod';
import { requestPath, subjectFacts, subjectSchema } from '#notifications/mails/subscription-subject.ts';
import { mailTemplate } from '#notifications/template.ts';

/** To those who decide for a provider: a subscription waits for them. */
export const subscriptionAsked = mailTemplate({
  name: 'subscription.asked',
  data: z.object({ subject: subjectSchema, asker: z.string(), message: z.string() }),
  write: ({ subject, asker, message }, language) => {
    const { application, product } = subject;
    const facts = subjectFacts(subject, language);
    if (language === 'fr') {
      const words = message === '' ? [] : [`Son message :\n${message}`];
      return {
        subject: `Demande de souscription : ${application} → ${product.fr}`,
        paragraphs: [`${asker} demande l'accès à ${product.fr} pour l'application ${application}.`, ...words],
        facts,
        action: { label: 'Ouvrir la demande', path: requestPath(subject) },
        notes: [
          "Tant que personne n'a décidé, l'application ne peut pas appeler ces API.",
          'Vous recevez ce message parce que vous décidez des souscriptions de ce fournisseur.',
        ],
      };
    }
    const words = message === '' ? [] : [`The message:\n${message}`];
    return {
      subject: `Request for a subscription: ${application} → ${product.en}`,
      paragraphs: [`${asker} asks for ${product.en} for the application ${application}.`, ...words],
      facts,
      action: { label: 'Open the request', path: requestPath(subject) },
      notes: [
        'Until somebody has decided, the application cannot call these APIs.',
        'You receive this message because you decide on the subscriptions of this provider.',
      ],
    };
  },
});
