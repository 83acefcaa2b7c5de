/** Every operation on notices and webhooks: what the admin API offers, in this order. */
import { listNotices } from '#registry/notices/list.ts';
import { chooseContactNotices, chooseNotices, readNoticePreferences } from '#registry/notices/preferences.ts';
import { changeWebhook } from '#registry/webhooks/change.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { deleteWebhook } from '#registry/webhooks/delete.ts';
import { getDelivery, listDeliveries, sendDeliveryAgain, testWebhook } from '#registry/webhooks/deliveries.ts';
import { listWebhooks } from '#registry/webhooks/list.ts';
import { rotateWebhookSecret, showWebhookSecret } from '#registry/webhooks/secret.ts';

export const noticeOperations = [
  listNotices,
  readNoticePreferences,
  chooseNotices,
  chooseContactNotices,
  createWebhook,
  listWebhooks,
  changeWebhook,
  deleteWebhook,
  showWebhookSecret,
  rotateWebhookSecret,
  testWebhook,
  listDeliveries,
  getDelivery,
  sendDeliveryAgain,
] as const;
