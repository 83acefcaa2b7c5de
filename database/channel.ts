/** Name of the notification channel on which each commit that changed the registry announces its revision. */
export const registryChannel = 'guichet_registry';
