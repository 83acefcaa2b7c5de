import { isConfirmed } from '#accounts/sessions/session.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/**
 * Lets in who has proved a moment ago to be the person of the session (password or second factor); others are asked for it and
 * come back. For pages that show secrets or change how one logs in: an open session is not enough there.
 */
export function whenConfirmed(handle: (visit: AccountVisit) => Promise<Response>) {
  return async (visit: AccountVisit): Promise<Response> => {
    const { session, services, url, request } = visit;
    if (isConfirmed(session, services.registry.clock.nowMs())) return handle(visit);
    // After a form: to the page that shows it.
    const next = request.method === 'GET' ? url.pathname + url.search : url.pathname;
    return seeOther(visit, addresses.confirmIdentity.to({ next }));
  };
}
