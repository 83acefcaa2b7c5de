import { z } from 'zod';
import { requestPath, subjectFacts, subjectSchema } from '#notifications/mails/subscription-subject.ts';
import { mailTemplate, type MailLanguage } from '#notifications/template.ts';

const decisionSchema = z.enum(['approve', 'reject', 'suspend', 'resume', 'revoke']);
type Decision = z.output<typeof decisionSchema>;

type Words = { readonly done: string; readonly meaning: string };

const words: Readonly<Record<MailLanguage, Readonly<Record<Decision, Words>>>> = {
  fr: {
    approve: { done: 'acceptée', meaning: "L'application peut désormais appeler ces API." },
    reject: { done: 'refusée', meaning: "L'application ne peut pas appeler ces API. Vous pouvez refaire une demande." },
    suspend: { done: 'suspendue', meaning: "Les appels de l'application à ces API sont refusés jusqu'à nouvel ordre." },
    resume: { done: 'rétablie', meaning: "L'application peut de nouveau appeler ces API." },
    revoke: {
      done: 'révoquée',
      meaning: "L'application ne peut plus appeler ces API. Vous pouvez refaire une demande.",
    },
  },
  en: {
    approve: { done: 'approved', meaning: 'The application may call these APIs from now on.' },
    reject: { done: 'rejected', meaning: 'The application cannot call these APIs. You may ask again.' },
    suspend: { done: 'suspended', meaning: 'Calls of the application to these APIs are refused until further notice.' },
    resume: { done: 'resumed', meaning: 'The application may call these APIs again.' },
    revoke: { done: 'revoked', meaning: 'The application cannot call these APIs any more. You may ask again.' },
  },
};

/** To those who asked: what was decided about their subscription, and why. */
export const subscriptionDecided = mailTemplate({
  name: 'subscription.decided',
  data: z.object({ subject: subjectSchema, decision: decisionSchema, reason: z.string(), contact: z.string() }),
  write: ({ subject, decision, reason, contact }, language) => {
    const { application, product, provider } = subject;
    const { done, meaning } = words[language][decision];
    const facts = subjectFacts(subject, language);
    if (language === 'fr') {
      return {
        subject: `Souscription ${done} : ${application} → ${product.fr}`,
        paragraphs: [
          `${provider.fr} : la souscription de l'application ${application} à ${product.fr} a été ${done}. ${meaning}`,
          ...(reason === '' ? [] : [`Motif :\n${reason}`]),
        ],
        facts,
        action: { label: 'Voir la souscription', path: requestPath(subject) },
        notes: contact === '' ? [] : [`Une question ? Écrivez à ${contact}.`],
      };
    }
    return {
      subject: `Subscription ${done}: ${application} → ${product.en}`,
      paragraphs: [
        `${provider.en}: the subscription of the application ${application} to ${product.en} was ${done}. ${meaning}`,
        ...(reason === '' ? [] : [`Reason:\n${reason}`]),
      ],
      facts,
      action: { label: 'See the subscription', path: requestPath(subject) },
      notes: contact === '' ? [] : [`A question? Write to ${contact}.`],
    };
  },
});
