/** What consumers are told of: each kind of event by its name, which payloads of webhooks carry as `type`. */

/** Told to webhooks and by mail. */
export const eventTypes = [
  'quota.threshold',
  'errors.threshold',
  'credential.expiring',
  'version.deprecated',
  'version.retired',
  'subscription.decided',
  'terms.renewed',
] as const;

/** Told by mail; the last one alone, because the webhook that it is about does not work. */
export const noticeTypes = [...eventTypes, 'webhook.disabled'] as const;

export type EventType = (typeof eventTypes)[number];
export type NoticeType = (typeof noticeTypes)[number];
