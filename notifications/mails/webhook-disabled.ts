import { z } from 'zod';
import { mailTemplate } from '#notifications/template.ts';

/** To who looks after an application: one of its webhooks was switched off, because it did not work. */
export const webhookDisabled = mailTemplate({
  name: 'webhook.disabled',
  data: z.object({
    applicationId: z.string(),
    application: z.string(),
    webhook: z.string(),
    label: z.string(),
    host: z.string(),
    because: z.enum(['failures', 'gone']),
  }),
  write: ({ applicationId, application, webhook, label, host, because }, language) => {
    const path = webhookPath(applicationId, webhook);
    if (language === 'fr') {
      return {
        subject: `Webhook désactivé : ${application}, ${label}`,
        paragraphs: [
          because === 'gone'
            ? `Le webhook « ${label} » de l'application ${application} (${host}) a répondu qu'il n'existe plus (410). Il a été désactivé.`
            : `Rien n'a pu être remis depuis plusieurs jours au webhook « ${label} » de l'application ${application} (${host}). Il a été désactivé.`,
          'Les événements à venir ne lui seront plus envoyés. Le journal de ses envois dit ce qui a échoué ; une fois le défaut corrigé, vous pouvez le réactiver et renvoyer ce qui manque.',
        ],
        action: { label: 'Voir le webhook', path },
      };
    }
    return {
      subject: `Webhook switched off: ${application}, ${label}`,
      paragraphs: [
        because === 'gone'
          ? `The webhook "${label}" of the application ${application} (${host}) answered that it is gone (410). It was switched off.`
          : `Nothing could be delivered for days to the webhook "${label}" of the application ${application} (${host}). It was switched off.`,
        'What happens from now on is not sent to it. The log of its deliveries says what failed; once that is mended, you can switch it on again and send what is missing.',
      ],
      action: { label: 'See the webhook', path },
    };
  },
});

/** Where the portal shows a webhook. */
export function webhookPath(applicationId: string, webhookId: string): string {
  return `/applications/${applicationId}/notices/webhooks/${webhookId}`;
}
