import { addresses } from '#portal/addresses.ts';
import { forAccounts, type PageRoute } from '#portal/page-route.ts';
import { sendAgain, showDelivery } from '#portal/pages/notices/deliveries.tsx';
import { showMyNotices } from '#portal/pages/notices/mine.tsx';
import { askForSecret, replaceSecretOfWebhook, showSecretOfWebhook } from '#portal/pages/notices/secret.tsx';
import { chooseContact, chooseOwn, showNotices } from '#portal/pages/notices/tab.tsx';
import {
  askToDeleteWebhook,
  changeNamedWebhook,
  deleteNamedWebhook,
  disableNamedWebhook,
  enableNamedWebhook,
  makeWebhook,
  showNewWebhook,
  showWebhook,
  testNamedWebhook,
} from '#portal/pages/notices/webhook.tsx';
import { whenConfirmed } from '#portal/visit/confirmed.ts';

export const noticePages: readonly PageRoute[] = [
  forAccounts('get', addresses.applicationNotices, showNotices),
  forAccounts('post', addresses.chooseOwnNotices, chooseOwn),
  forAccounts('post', addresses.chooseContactNotices, chooseContact),
  forAccounts('get', addresses.newWebhook, whenConfirmed(showNewWebhook)),
  forAccounts('post', addresses.newWebhook, whenConfirmed(makeWebhook)),
  forAccounts('get', addresses.webhook, showWebhook),
  forAccounts('post', addresses.webhook, changeNamedWebhook),
  forAccounts('post', addresses.enableWebhook, enableNamedWebhook),
  forAccounts('post', addresses.disableWebhook, disableNamedWebhook),
  forAccounts('post', addresses.testWebhook, testNamedWebhook),
  forAccounts('get', addresses.webhookSecret, whenConfirmed(askForSecret)),
  forAccounts('post', addresses.webhookSecret, whenConfirmed(showSecretOfWebhook)),
  // Where the proof of presence leads back to.
  forAccounts('get', addresses.rotateWebhookSecret, whenConfirmed(askForSecret)),
  forAccounts('post', addresses.rotateWebhookSecret, whenConfirmed(replaceSecretOfWebhook)),
  forAccounts('get', addresses.deleteWebhook, askToDeleteWebhook),
  forAccounts('post', addresses.deleteWebhook, deleteNamedWebhook),
  forAccounts('get', addresses.webhookDelivery, showDelivery),
  forAccounts('post', addresses.sendDeliveryAgain, sendAgain),
  forAccounts('get', addresses.myNotices, showMyNotices),
];
