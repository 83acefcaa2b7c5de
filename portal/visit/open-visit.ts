/** From a request to a visit: cookies, session, language; and for what changes anything, the form and its token. */
import { readSession } from '#accounts/sessions/read.ts';
import { clientAddress } from '#base/client-address.ts';
import { newToken } from '#accounts/token.ts';
import { isLanguage, preferredLanguage } from '#base/language.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { readStanding } from '#registry/accounts/standing.ts';
import { csrfField } from '#ui/form-state.ts';
import type { PortalServices } from '#portal/services.ts';
import { openCookies, type Cookies } from '#portal/visit/cookies.ts';
import { comesFromElsewhere, csrfKeyFrom, csrfToken, isCsrfToken, type CsrfKey } from '#portal/visit/csrf.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** A request as it arrived. */
export type Arrival = { readonly request: Request; readonly peerAddress: string; readonly requestId: string };

/** Opens visits of one portal. */
export type Visits = {
  readonly open: (arrival: Arrival, params: Visit['params']) => Promise<Visit>;
  /**
   * Gives `visit` with the form that was sent.
   *
   * @throws Problem `form.forged` (403), `form.too_large` (413), `form.unreadable` (400)
   */
  readonly withForm: (visit: Visit, bodyBytes: number | undefined) => Promise<Visit>;
};

/** Makes them on `services`. */
export function openVisits(services: PortalServices): Visits {
  const key = csrfKeyFrom(services.registry.sealingKey);
  const secure = services.portalUrl.startsWith('https:');
  return {
    open: async ({ request, peerAddress, requestId }, params) => {
      const cookies = openCookies(request.headers.get('cookie'), secure);
      const token = cookies.get('guichet_session');
      const session = token === undefined ? null : await readSession(services.registry, token);
      const standing = session === null ? null : await readStanding(services.registry, session.accountId);
      const chosen = cookies.get('guichet_language');
      return {
        ...{ services, request, params, session, standing, requestId, cookies },
        url: new URL(request.url),
        form: null,
        language: isLanguage(chosen)
          ? chosen
          : (session?.language ?? preferredLanguage(request.headers.get('accept-language'))),
        peer: clientAddress(request.headers.get('x-forwarded-for'), peerAddress, services.trustProxy),
        csrfToken: tokenMaker(key, cookies),
      };
    },
    withForm: async (visit, bodyBytes) => {
      demandOwnSite(visit);
      const form = await readBody(visit.request, bodyBytes ?? limits.formBytes);
      const token = form?.get(csrfField) ?? visit.request.headers.get('x-csrf-token');
      const cookie = boundTo(visit.cookies);
      if (cookie === undefined || typeof token !== 'string' || !isCsrfToken(key, cookie, token)) throw forged();
      return { ...visit, form };
    },
  };
}

/** The cookie that tokens are bound to: the session, or before one what names this browser. */
function boundTo(cookies: Cookies): string | undefined {
  return cookies.get('guichet_session') ?? cookies.get('guichet_visitor');
}

/** One token a page, made when the first form asks for it; a browser without any cookie of ours gets one. */
function tokenMaker(key: CsrfKey, cookies: Cookies): () => string {
  let made: string | undefined;
  return () => {
    if (made !== undefined) return made;
    let cookie = boundTo(cookies);
    if (cookie === undefined) {
      cookie = newToken();
      cookies.set('guichet_visitor', cookie);
    }
    made = csrfToken(key, cookie);
    return made;
  };
}

function demandOwnSite({ request, services, url }: Visit): void {
  const own = [new URL(services.portalUrl).origin, url.origin];
  if (comesFromElsewhere(request.headers, own)) throw forged();
}

/** The form in a body of at most `bodyBytes`; null: the body is no form. */
async function readBody(request: Request, bodyBytes: number): Promise<FormData | null> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type)) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > bodyBytes) throw tooLarge(bodyBytes);
    chunks.push(chunk);
  }
  try {
    return await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function forged(): Problem {
  return new Problem('form.forged', 403, {
    en: 'This form was too old, or did not come from a page of this portal. Go back, load the page again and send it once more; cookies must be allowed.',
    fr: "Ce formulaire était trop ancien ou ne venait pas d'une page de ce portail. Revenez en arrière, rechargez la page et renvoyez-le ; les cookies doivent être autorisés.",
  });
}

function tooLarge(bodyBytes: number): Problem {
  const kilobytes = Math.floor(bodyBytes / 1024);
  return new Problem('form.too_large', 413, {
    en: `What was sent is too large: at most ${kilobytes} KB are taken here.`,
    fr: `L'envoi est trop volumineux : ${kilobytes} ko au plus sont acceptés ici.`,
  });
}

function unreadable(cause: unknown): Problem {
  return new Problem(
    'form.unreadable',
    400,
    {
      en: 'The form could not be read: it arrived broken.',
      fr: "Le formulaire n'a pas pu être lu : il est arrivé abîmé.",
    },
    { cause },
  );
}
