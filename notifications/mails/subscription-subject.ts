/** What every mail about a subscription names. */
import { z } from 'zod';
import type { MailContent, MailLanguage } from '#notifications/template.ts';

export const localisedSchema = z.object({ fr: z.string(), en: z.string() });

export const subjectSchema = z.object({
  id: z.uuid(),
  application: z.string(),
  organisation: z.string(),
  environment: z.enum(['sandbox', 'production']),
  product: localisedSchema,
  plan: localisedSchema,
  provider: localisedSchema,
  apis: z.array(z.string()),
});

type Subject = z.output<typeof subjectSchema>;

const environments = {
  fr: { sandbox: 'bac à sable', production: 'production' },
  en: { sandbox: 'sandbox', production: 'production' },
} as const;

const labels = {
  fr: ['Application', 'Organisation', 'Environnement', 'Produit', 'API', 'Plan'],
  en: ['Application', 'Organisation', 'Environment', 'Product', 'APIs', 'Plan'],
} as const;

/** The subscription line by line. */
export function subjectFacts(subject: Subject, language: MailLanguage): NonNullable<MailContent['facts']> {
  const { application, organisation, environment, product, plan, apis } = subject;
  const values = [
    application,
    organisation,
    environments[language][environment],
    product[language],
    apis.join(', '),
    plan[language],
  ];
  return values.map((value, at) => ({ label: labels[language][at] ?? '', value }));
}

/** The page of the request; who is not logged in comes to it after the login. */
export function requestPath({ id }: Pick<Subject, 'id'>): string {
  return `/requests/${id}`;
}
