import type { AccountServices } from '#accounts/services.ts';
import type { Browser, OpenedSession } from '#accounts/sessions/open.ts';
import { ownAddress } from '#portal/route.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** The doors of `accounts`, as this portal has them. */
export function doorsOf({ services }: Visit): AccountServices {
  const { registry, throttles, log, portalUrl, brand, pause } = services;
  return { registry, throttles, log, portalUrl, instanceName: brand.name, pause };
}

/** Where the visit comes from, for throttles and the list of sessions. */
export function browserOf({ peer, request }: Visit): Browser {
  return { address: peer, userAgent: request.headers.get('user-agent') ?? '' };
}

/** The session token that the browser holds; null: none. */
export function heldToken({ cookies }: Visit): string | null {
  return cookies.get('guichet_session') ?? null;
}

/** Lets the browser hold a session until it is closed. */
export function keepSession({ cookies }: Visit, { token }: OpenedSession): void {
  cookies.set('guichet_session', token);
  // From here on forms are bound to the session.
  cookies.remove('guichet_visitor');
}

/** Where a form leads when it is done: an address of this portal, or `otherwise`. */
export function nextAddress(given: string | undefined, otherwise: string): string {
  return ownAddress(given) ?? otherwise;
}
