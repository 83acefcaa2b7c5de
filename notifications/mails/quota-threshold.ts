import { z } from 'zod';
import { writeMoment } from '#base/moments.ts';
import { mailTemplate, type MailLanguage } from '#notifications/template.ts';

const localised = z.object({ fr: z.string(), en: z.string() });

const dataSchema = z.object({
  applicationId: z.string(),
  application: z.string(),
  product: localised,
  window: z.enum(['day', 'month']),
  threshold: z.literal([50, 80, 100]),
  used: z.int(),
  limit: z.int(),
  endsAt: z.iso.datetime(),
  /** Whose calls count. */
  per: z.enum(['application', 'organisation']),
  /** What happens above it. */
  atLimit: z.enum(['refuse', 'flag']),
  contact: z.string(),
});

type Data = z.output<typeof dataSchema>;

const windows = { fr: { day: 'journalier', month: 'mensuel' }, en: { day: 'daily', month: 'monthly' } } as const;

/** To consumers: half, most, or all of a quota is used up. */
export const quotaThreshold = mailTemplate({
  name: 'quota.threshold',
  data: dataSchema,
  write: (data, language) => {
    const { applicationId, application, product, window, threshold, contact } = data;
    const path = `/applications/${applicationId}/usage`;
    const name = windows[language][window];
    const paragraphs = [consequence(data, language), ...shared(data, language)];
    if (language === 'fr') {
      return {
        subject: `${threshold} % du quota ${name} : ${application} → ${product.fr}`,
        paragraphs: [
          `L'application ${application} a utilisé ${threshold} % de son quota ${name} pour ${product.fr}.`,
          ...paragraphs,
        ],
        facts: figures(data, language, ['Appels comptés', 'Quota', 'Fin de la période']),
        action: { label: "Voir l'usage", path },
        notes: [`Il vous faut plus ? Écrivez à ${contact}, ou demandez un autre plan.`],
      };
    }
    return {
      subject: `${threshold} % of the ${name} quota: ${application} → ${product.en}`,
      paragraphs: [
        `The application ${application} has used ${threshold} % of its ${name} quota for ${product.en}.`,
        ...paragraphs,
      ],
      facts: figures(data, language, ['Calls counted', 'Quota', 'End of the period']),
      action: { label: 'See the usage', path },
      notes: [`You need more? Write to ${contact}, or ask for another plan.`],
    };
  },
});

function consequence({ threshold, atLimit, endsAt }: Data, language: MailLanguage): string {
  const end = writeMoment(endsAt, language);
  const reached = threshold === 100;
  if (language === 'fr') {
    if (atLimit === 'flag') return `Au-delà du quota, les appels passent et sont signalés, jusqu'au ${end}.`;
    if (reached) return `Les appels sont refusés (429) jusqu'au ${end}.`;
    return `Une fois le quota atteint, les appels seront refusés (429) jusqu'au ${end}.`;
  }
  if (atLimit === 'flag') return `Above the quota calls pass and are flagged, until ${end}.`;
  if (reached) return `Calls are refused (429) until ${end}.`;
  return `Once the quota is reached, calls will be refused (429) until ${end}.`;
}

function shared({ per }: Data, language: MailLanguage): string[] {
  if (per === 'application') return [];
  return language === 'fr'
    ? ["Ce quota est commun aux applications de l'organisation."]
    : ['This quota is shared by the applications of the organisation.'];
}

const numbers = { fr: new Intl.NumberFormat('fr-FR'), en: new Intl.NumberFormat('en-GB') };

function figures({ used, limit, endsAt }: Data, language: MailLanguage, labels: readonly string[]) {
  const values = [numbers[language].format(used), numbers[language].format(limit), writeMoment(endsAt, language)];
  return values.map((value, at) => ({ label: labels[at] ?? '', value }));
}
