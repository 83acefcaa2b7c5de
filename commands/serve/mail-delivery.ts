/** The delivery of mails as the settings want it: to a mail server, or to the mailbox page. */
import type { Log } from '#base/log.ts';
import { isLoopbackHost } from '#base/loopback.ts';
import { Problem } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';
import { portalUrl } from '#commands/serve/ports.ts';
import { openDelivery } from '#notifications/delivery.ts';
import type { MailServer } from '#notifications/mail-server.ts';
import type { Rounds } from '#notifications/rounds.ts';
import type { Registry } from '#registry/operation.ts';

type DeliveryOptions = { readonly settings: Settings; readonly registry: Registry; readonly log: Log };

/** The mail server of the settings, loaded with its library only where there is one. */
async function mailServer({ smtpUrl, mailFrom, smtpAuthority }: Settings): Promise<MailServer | null> {
  if (smtpUrl === undefined && mailFrom === undefined && smtpAuthority === undefined) return null;
  if (smtpUrl === undefined || mailFrom === undefined) {
    throw new Problem('settings.mail_incomplete', 422, {
      en: 'A mail server needs a sender (mailFrom), and a sender or an authority needs a mail server (smtpUrl).',
      fr: 'Un serveur de courriel exige un expéditeur (mailFrom), et un expéditeur ou une autorité exige un serveur (smtpUrl).',
    });
  }
  const { openMailServer } = await import('#notifications/mail-server.ts');
  return openMailServer({ url: smtpUrl, from: mailFrom, authorityFile: smtpAuthority });
}

/**
 * Opens the delivery.
 *
 * @throws Problem `settings.mail_incomplete`, `settings.smtp_authority`, `mail.recipient_refused` (422)
 */
export async function openMailDelivery({ settings, registry, log }: DeliveryOptions): Promise<Rounds> {
  const { database, clock, sealingKey } = registry;
  const server = await mailServer(settings);
  const portal = portalUrl(settings);
  if (server === null && !isLoopbackHost(new URL(portal).hostname)) {
    log.warn('mails are not sent: there is no mail server (smtpUrl), and the mailbox page shows them on loopback only');
  }
  return openDelivery({ database, clock, sealingKey, portalUrl: portal, log }, server);
}
