/** Pages that are the same for everybody. */
import type { Visit } from '#portal/visit/visit.ts';

const sharedSeconds = 60;

/**
 * Lets `response` be kept for a minute when it holds nothing personal: nobody is logged in, and it sets no cookie. The
 * language goes by cookie and browser, as its `Vary` says.
 */
export function keepable(visit: Visit, response: Response): Response {
  if (visit.session === null && visit.cookies.lines().length === 0 && response.status === 200) {
    response.headers.set('cache-control', `public, max-age=${sharedSeconds}`);
  }
  return response;
}
