import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

const localised = z.object({ fr: z.string(), en: z.string() });

/** To consumers of an API: it has ended. */
export const apiRetired = mailTemplate({
  name: 'api.retired',
  data: z.object({
    application: z.string(),
    api: localised,
    provider: localised,
    /** `slug` and version, for the address of its page. */
    path: z.object({ provider: z.string(), slug: z.string(), version: z.string() }),
    /** `slug@version` of what takes its place. */
    successor: z.string().nullable(),
    contact: z.string(),
  }),
  write: ({ application, api, provider, path, successor, contact }, language) => {
    const name = `${api[language]} ${path.version}`;
    const page = `/apis/${path.provider}/${path.slug}/${path.version}`;
    const next = successor === null ? null : successor.replace('@', ' ');
    if (language === 'fr') {
      return {
        subject: `L'API ${name} est arrêtée`,
        paragraphs: [
          `${provider.fr} a arrêté l'API ${name}, à laquelle votre application ${application} est abonnée. Tous les appels sont désormais refusés.`,
          ...(next === null ? [] : [`Elle est remplacée par ${next}.`]),
        ],
        action: { label: "Voir l'API", path: page },
        notes: [`Une question ? Écrivez à ${contact}.`],
      };
    }
    return {
      subject: `The API ${name} has ended`,
      paragraphs: [
        `${provider.en} has ended the API ${name}, to which your application ${application} is subscribed. Every call is refused from now on.`,
        ...(next === null ? [] : [`Its place is taken by ${next}.`]),
      ],
      action: { label: 'See the API', path: page },
      notes: [`A question? Write to ${contact}.`],
    };
  },
});
