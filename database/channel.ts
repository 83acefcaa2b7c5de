/** Name of the notification channel on which each commit that changed the registry announces its revision. */
export const registryChannel = 'guichet_registry';

/** Name of the channel on which each commit that wrote a mail announces it. */
export const mailChannel = 'guichet_mails';

/** Name of the channel on which each commit that has something for a webhook announces it. */
export const webhookChannel = 'guichet_webhooks';
