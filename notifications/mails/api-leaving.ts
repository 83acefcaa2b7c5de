import { z } from 'zod';
import { writeMoment } from '#base/moments.ts';
import { mailTemplate } from '#notifications/template.ts';

const localised = z.object({ fr: z.string(), en: z.string() });

/** To consumers of an API: it is deprecated, and when it ends; again as a reminder when the end is near. */
export const apiLeaving = mailTemplate({
  name: 'api.leaving',
  data: z.object({
    reminder: z.boolean(),
    application: z.string(),
    api: localised,
    provider: localised,
    /** `slug` and version, for the address of its page. */
    path: z.object({ provider: z.string(), slug: z.string(), version: z.string() }),
    sunset: z.iso.datetime().nullable(),
    /** `slug@version` of what takes its place. */
    successor: z.string().nullable(),
    contact: z.string(),
  }),
  write: ({ reminder, application, api, provider, path, sunset, successor, contact }, language) => {
    const name = `${api[language]} ${path.version}`;
    const day = sunset === null ? null : writeMoment(sunset, language);
    const page = `/apis/${path.provider}/${path.slug}/${path.version}`;
    const next = successor === null ? null : successor.replace('@', ' ');
    if (language === 'fr') {
      return {
        subject: reminder && day !== null ? `Rappel : l'API ${name} s'arrête le ${day}` : `L'API ${name} est dépréciée`,
        paragraphs: [
          `${provider.fr} a déprécié l'API ${name}, que votre application ${application} utilise.`,
          day === null
            ? "Elle répond encore ; le jour de son arrêt n'est pas fixé."
            : `Elle répond jusqu'au ${day} ; ensuite, tous les appels seront refusés.`,
          ...(next === null ? [] : [`Elle est remplacée par ${next}.`]),
        ],
        action: { label: "Voir l'API", path: page },
        notes: [`Une question ? Écrivez à ${contact}.`],
      };
    }
    return {
      subject: reminder && day !== null ? `Reminder: the API ${name} ends on ${day}` : `The API ${name} is deprecated`,
      paragraphs: [
        `${provider.en} has deprecated the API ${name}, which your application ${application} uses.`,
        day === null
          ? 'It still answers; no day has been named for its end.'
          : `It answers until ${day}; from then on every call will be refused.`,
        ...(next === null ? [] : [`Its place is taken by ${next}.`]),
      ],
      action: { label: 'See the API', path: page },
      notes: [`A question? Write to ${contact}.`],
    };
  },
});
