import { z } from 'zod';
import { writeMoment } from '#base/moments.ts';
import { mailTemplate } from '#notifications/template.ts';

const localised = z.object({ fr: z.string(), en: z.string() });

/** To consumers who have accepted an earlier version of terms: a new one must be accepted, from when on. */
export const termsRenewed = mailTemplate({
  name: 'terms.renewed',
  data: z.object({
    applicationId: z.string(),
    application: z.string(),
    title: localised,
    provider: localised,
    version: z.string(),
    effective: z.iso.datetime(),
    contact: z.string(),
  }),
  write: ({ applicationId, application, title, provider, version, effective, contact }, language) => {
    const path = `/applications/${applicationId}/terms`;
    const day = writeMoment(effective, language);
    if (language === 'fr') {
      return {
        subject: `À accepter : nouvelle version des conditions « ${title.fr} »`,
        paragraphs: [
          `${provider.fr} publie la version ${version} des conditions « ${title.fr} », que vous avez acceptées pour l'application ${application}.`,
          `Votre acceptation actuelle vaut jusqu'au ${day}. À partir de là, les appels de l'application seront refusés tant que la nouvelle version n'aura pas été acceptée ; vous pouvez le faire dès maintenant.`,
        ],
        action: { label: 'Lire et accepter', path },
        notes: [`Une question ? Écrivez à ${contact}.`],
      };
    }
    return {
      subject: `To accept: a new version of the terms "${title.en}"`,
      paragraphs: [
        `${provider.en} publishes version ${version} of the terms "${title.en}", which you have accepted for the application ${application}.`,
        `What you have accepted holds until ${day}. From then on calls of the application are refused until the new version is accepted; you can do so now.`,
      ],
      action: { label: 'Read and accept', path },
      notes: [`A question? Write to ${contact}.`],
    };
  },
});
