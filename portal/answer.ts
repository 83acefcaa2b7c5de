/** Answers of a page that are no page: redirects and files. Cookies and security headers are added by the server. */
import type { Visit } from '#portal/visit/visit.ts';

/** Sends the browser to `address` with GET (RFC 9110 §15.4.4), where `notice` is shown once. */
export function seeOther(visit: Visit, address: string, notice?: string): Response {
  if (notice !== undefined) keepNotice(visit, notice);
  return new Response(null, { status: 303, headers: { location: address } });
}

const noticeSeconds = 60;

function keepNotice(visit: Visit, notice: string): void {
  visit.cookies.set('guichet_notice', Buffer.from(notice).toString('base64url'), noticeSeconds);
}

/** Takes the notice that the page before has left for this one; null: none. */
export function takeNotice(visit: Visit): string | null {
  const kept = visit.cookies.get('guichet_notice');
  if (kept === undefined) return null;
  visit.cookies.remove('guichet_notice');
  return Buffer.from(kept, 'base64url').toString('utf8').slice(0, 500);
}

type FileAnswer = { readonly body: string | Uint8Array<ArrayBuffer>; readonly type: string; readonly name: string };

/** A file to keep, not to show. */
export function download({ body, type, name }: FileAnswer): Response {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  return new Response(body, { headers: { 'content-type': type, 'content-disposition': disposition } });
}
