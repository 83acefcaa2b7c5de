import { z } from 'zod';
import { writeMoment } from '#base/moments.ts';
import { mailTemplate, type MailLanguage } from '#notifications/template.ts';

const dataSchema = z.object({
  applicationId: z.string(),
  application: z.string(),
  kind: z.enum(['secret', 'api-key']),
  label: z.string(),
  /** At most so many days are left; 0: it has expired. */
  days: z.literal([30, 7, 1, 0]),
  expiresAt: z.iso.datetime(),
  /** Null: never, or not known. */
  lastUsedAt: z.iso.datetime().nullable(),
});

type Data = z.output<typeof dataSchema>;

const names = {
  fr: { secret: 'Le secret', 'api-key': "La clé d'API" },
  en: { secret: 'The secret', 'api-key': 'The API key' },
} as const;

/** To consumers: a secret or a key of an application expires soon, or has expired. */
export const credentialExpiring = mailTemplate({
  name: 'credential.expiring',
  data: dataSchema,
  write: (data, language) => {
    const { applicationId, application, kind, label, days, expiresAt } = data;
    const path = `/applications/${applicationId}/credentials`;
    const name = `${names[language][kind]} « ${label} »`;
    const end = writeMoment(expiresAt, language);
    if (language === 'fr') {
      const verb = days === 0 ? 'a expiré' : 'expire';
      return {
        subject: `${name} ${verb} le ${end} : ${application}`,
        paragraphs: [
          `${name} de l'application ${application} ${verb} le ${end}. ${days === 0 ? 'Les appels qui l’utilisent sont refusés.' : 'Ensuite, les appels qui l’utilisent seront refusés.'}`,
          'Créez-en un autre, donnez-le au programme, puis retirez l’ancien : les deux sont acceptés en même temps.',
          ...lastUse(data, language),
        ],
        action: { label: 'Voir les identifiants', path },
      };
    }
    const title = `${names.en[kind]} "${label}"`;
    const verb = days === 0 ? 'expired on' : 'expires on';
    return {
      subject: `${title} ${verb} ${end}: ${application}`,
      paragraphs: [
        `${title} of the application ${application} ${verb} ${end}. ${days === 0 ? 'Calls that use it are refused.' : 'From then on calls that use it are refused.'}`,
        'Make another one, give it to the program, then withdraw the old one: both are accepted at the same time.',
        ...lastUse(data, language),
      ],
      action: { label: 'See the credentials', path },
    };
  },
});

function lastUse({ lastUsedAt }: Data, language: MailLanguage): string[] {
  if (lastUsedAt === null) return [];
  const moment = writeMoment(lastUsedAt, language);
  return [language === 'fr' ? `Dernière utilisation : ${moment}.` : `Last used: ${moment}.`];
}
