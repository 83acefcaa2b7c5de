import type { Command } from '#commands/command.ts';
import { operationCommand } from '#commands/operation-command.ts';
import { changeWebhook } from '#registry/webhooks/change.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { deleteWebhook } from '#registry/webhooks/delete.ts';
import { getDelivery, listDeliveries, sendDeliveryAgain, testWebhook } from '#registry/webhooks/deliveries.ts';
import { listWebhooks } from '#registry/webhooks/list.ts';
import { rotateWebhookSecret, showWebhookSecret } from '#registry/webhooks/secret.ts';

const one = ['application', 'webhook'] as const;

export const commands: readonly Command[] = [
  operationCommand({
    name: 'webhook create',
    operation: createWebhook,
    summary: {
      en: 'Make a webhook of an application; its secret is shown.',
      fr: "Créer un webhook d'une application ; son secret est affiché.",
    },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'webhook list',
    operation: listWebhooks,
    summary: { en: 'List the webhooks of an application.', fr: "Lister les webhooks d'une application." },
    positionals: ['application'],
  }),
  operationCommand({
    name: 'webhook change',
    operation: changeWebhook,
    summary: { en: 'Change a webhook, or switch it on.', fr: 'Modifier un webhook, ou le réactiver.' },
    positionals: one,
  }),
  operationCommand({
    name: 'webhook disable',
    operation: changeWebhook,
    summary: { en: 'Switch a webhook off.', fr: 'Désactiver un webhook.' },
    positionals: one,
    hidden: ['label', 'url', 'types', 'enabled'],
    complete: (given) => ({ ...given, enabled: false }),
  }),
  operationCommand({
    name: 'webhook delete',
    operation: deleteWebhook,
    summary: {
      en: 'Delete a webhook and the log of its deliveries.',
      fr: 'Supprimer un webhook et le journal de ses envois.',
    },
    positionals: one,
  }),
  operationCommand({
    name: 'webhook show-secret',
    operation: showWebhookSecret,
    summary: { en: 'Show the secret of a webhook; audited.', fr: "Afficher le secret d'un webhook ; tracé." },
    positionals: one,
  }),
  operationCommand({
    name: 'webhook rotate-secret',
    operation: rotateWebhookSecret,
    summary: {
      en: 'Replace the secret of a webhook; for the hours given both sign.',
      fr: "Remplacer le secret d'un webhook ; les deux signent pendant le nombre d'heures donné.",
    },
    positionals: one,
  }),
  operationCommand({
    name: 'webhook test',
    operation: testWebhook,
    summary: { en: 'Send a test event to a webhook.', fr: 'Envoyer un événement de test à un webhook.' },
    positionals: one,
  }),
  operationCommand({
    name: 'webhook deliveries',
    operation: listDeliveries,
    summary: {
      en: 'Show the log of deliveries to a webhook, newest first.',
      fr: 'Montrer le journal des envois à un webhook, du plus récent au plus ancien.',
    },
    positionals: one,
    shown: (result) => {
      const { items, next } = listDeliveries.output.parse(result);
      return { items: items.map(({ data: _told, ...delivery }) => delivery), next };
    },
  }),
  operationCommand({
    name: 'webhook delivery',
    operation: getDelivery,
    summary: {
      en: 'Show one delivery: what is sent, and its attempts.',
      fr: 'Montrer un envoi : son contenu et ses tentatives.',
    },
    positionals: [...one, 'delivery'],
  }),
  operationCommand({
    name: 'webhook send-again',
    operation: sendDeliveryAgain,
    summary: { en: 'Send a delivery once more.', fr: 'Renvoyer un envoi.' },
    positionals: [...one, 'delivery'],
  }),
];
