import { z } from 'zod';
import {
  localisedSchema,
  requestPath,
  subjectFacts,
  subjectSchema,
} from '#notifications/mails/subscription-subject.ts';
import { mailTemplate } from '#notifications/template.ts';

/** To those who decide for a provider: a subscription asks for another plan. */
export const subscriptionPlanAsked = mailTemplate({
  name: 'subscription.plan-asked',
  data: z.object({ subject: subjectSchema, wanted: localisedSchema, asker: z.string(), message: z.string() }),
  write: ({ subject, wanted, asker, message }, language) => {
    const { application, product, plan } = subject;
    const facts = subjectFacts(subject, language);
    if (language === 'fr') {
      return {
        subject: `Demande de plan : ${application} → ${product.fr}, ${wanted.fr}`,
        paragraphs: [
          `${asker} demande le plan « ${wanted.fr} » au lieu de « ${plan.fr} » pour l'application ${application}, qui utilise ${product.fr}.`,
          ...(message === '' ? [] : [`Son message :\n${message}`]),
        ],
        facts,
        action: { label: 'Ouvrir la demande', path: requestPath(subject) },
        notes: [
          "Tant que personne n'a décidé, le plan actuel s'applique.",
          'Vous recevez ce message parce que vous décidez des souscriptions de ce fournisseur.',
        ],
      };
    }
    return {
      subject: `Request for a plan: ${application} → ${product.en}, ${wanted.en}`,
      paragraphs: [
        `${asker} asks for the plan “${wanted.en}” instead of “${plan.en}” for the application ${application}, which uses ${product.en}.`,
        ...(message === '' ? [] : [`The message:\n${message}`]),
      ],
      facts,
      action: { label: 'Open the request', path: requestPath(subject) },
      notes: [
        'Until somebody has decided, the present plan holds.',
        'You receive this message because you decide on the subscriptions of this provider.',
      ],
    };
  },
});
