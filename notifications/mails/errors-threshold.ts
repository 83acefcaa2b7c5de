import { z } from 'zod';
import { writeMoment } from '#base/moments.ts';
import { mailTemplate } from '#notifications/template.ts';

/** To consumers: many calls of their application fail. */
export const errorsThreshold = mailTemplate({
  name: 'errors.threshold',
  data: z.object({
    application: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    calls: z.int(),
    errors: z.int(),
    /** `provider/slug@version` of the API with most of them. */
    api: z.object({ reference: z.string(), errors: z.int() }).nullable(),
    reason: z.object({ code: z.string(), calls: z.int() }).nullable(),
    /** Where one sees why. */
    page: z.string(),
  }),
  write: ({ application, from, to, calls, errors, api, reason, page }, language) => {
    const share = Math.round((100 * errors) / calls);
    if (language === 'fr') {
      return {
        subject: `${share} % d'appels en erreur : ${application}`,
        paragraphs: [
          `Entre le ${writeMoment(from, 'fr')} et le ${writeMoment(to, 'fr')}, ${errors} appels sur ${calls} de l'application ${application} ont été refusés ou ont échoué.`,
        ],
        facts: [
          ...(api === null ? [] : [{ label: 'API la plus touchée', value: `${api.reference} (${api.errors})` }]),
          ...(reason === null
            ? []
            : [{ label: 'Motif de refus le plus fréquent', value: `${reason.code} (${reason.calls})` }]),
        ],
        action: { label: 'Voir pourquoi', path: page },
      };
    }
    return {
      subject: `${share} % of the calls fail: ${application}`,
      paragraphs: [
        `From ${writeMoment(from, 'en')} to ${writeMoment(to, 'en')}, ${errors} of ${calls} calls of the application ${application} were refused or failed.`,
      ],
      facts: [
        ...(api === null ? [] : [{ label: 'API with most of them', value: `${api.reference} (${api.errors})` }]),
        ...(reason === null
          ? []
          : [{ label: 'Most frequent reason of refusals', value: `${reason.code} (${reason.calls})` }]),
      ],
      action: { label: 'See why', path: page },
    };
  },
});
