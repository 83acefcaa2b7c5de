import { z } from 'zod';
import {
  localisedSchema,
  requestPath,
  subjectFacts,
  subjectSchema,
} from '#notifications/mails/subscription-subject.ts';
import { mailTemplate } from '#notifications/template.ts';

const decisionSchema = z.enum(['approve', 'reject', 'change']);

/** To the application's side: which plan holds now, and why. */
export const subscriptionPlanDecided = mailTemplate({
  name: 'subscription.plan-decided',
  data: z.object({
    subject: subjectSchema,
    wanted: localisedSchema,
    decision: decisionSchema,
    reason: z.string(),
    contact: z.string(),
  }),
  write: ({ subject, wanted, decision, reason, contact }, language) => {
    const { application, product, provider, plan } = subject;
    const facts = subjectFacts(subject, language);
    if (language === 'fr') {
      const said = {
        approve: `le plan « ${wanted.fr} » que vous avez demandé s'applique désormais à l'application ${application}.`,
        reject: `le plan « ${wanted.fr} » que vous avez demandé pour l'application ${application} a été refusé. Le plan « ${plan.fr} » continue de s'appliquer.`,
        change: `l'application ${application} est passée au plan « ${wanted.fr} ».`,
      };
      const done = { approve: 'Plan accepté', reject: 'Plan refusé', change: 'Plan changé' };
      return {
        subject: `${done[decision]} : ${application} → ${product.fr}, ${wanted.fr}`,
        paragraphs: [
          `${provider.fr} : ${said[decision]} Les clés et ce qui a été consommé restent.`,
          ...(reason === '' ? [] : [`Motif :\n${reason}`]),
        ],
        facts,
        action: { label: 'Voir la souscription', path: requestPath(subject) },
        notes: contact === '' ? [] : [`Une question ? Écrivez à ${contact}.`],
      };
    }
    const said = {
      approve: `the plan “${wanted.en}” that you asked for holds for the application ${application} from now on.`,
      reject: `the plan “${wanted.en}” that you asked for for the application ${application} was rejected. The plan “${plan.en}” stays.`,
      change: `the application ${application} was moved to the plan “${wanted.en}”.`,
    };
    const done = { approve: 'Plan approved', reject: 'Plan rejected', change: 'Plan changed' };
    return {
      subject: `${done[decision]}: ${application} → ${product.en}, ${wanted.en}`,
      paragraphs: [
        `${provider.en}: ${said[decision]} Keys and what has been used stay.`,
        ...(reason === '' ? [] : [`Reason:\n${reason}`]),
      ],
      facts,
      action: { label: 'See the subscription', path: requestPath(subject) },
      notes: contact === '' ? [] : [`A question? Write to ${contact}.`],
    };
  },
});
