import { isLoopbackHost } from '#base/loopback.ts';
import { Problem } from '#base/problem.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** What proxies add to a request that they pass on. */
const passedOn = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'] as const;

/** Loopback in all the ways in which sockets name it. */
function isLoopbackPeer(address: string): boolean {
  return isLoopbackHost(address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, ''));
}

/**
 * Lets a visit pass only when its browser runs on this machine: the mailbox holds everybody's links. A proxy on this machine
 * would make everybody's requests look so; it is told by the public address, which is then another, and by what proxies
 * add. The host name keeps away pages of other sites that have their name lead here (DNS rebinding).
 *
 * @throws Problem `mailbox.elsewhere` (403)
 */
export function demandThisMachine({ peer, url, services, request }: Visit): void {
  const here =
    isLoopbackPeer(peer) &&
    isLoopbackHost(url.hostname) &&
    isLoopbackHost(new URL(services.portalUrl).hostname) &&
    !passedOn.some((name) => request.headers.has(name));
  if (here) return;
  throw new Problem('mailbox.elsewhere', 403, {
    en: 'The mailbox shows the mails of everybody: it opens only in a browser on the machine on which the portal runs, while the portal has no public address.',
    fr: "La boîte aux lettres montre les courriels de tous : elle ne s'ouvre que dans un navigateur de la machine où tourne le portail, tant que celui-ci n'a pas d'adresse publique.",
  });
}
