/** Requests as they come off a connection of ours. */
import { limits } from '#base/limits.ts';
import type { HeaderName, IncomingRequest } from '#identity/request.ts';
import type { BodyFault, Exchange } from '#libraries/http1/exchange.ts';
import { fieldKind, firstOwnKind, openFieldNames } from '#libraries/http1/field-names.ts';
import type { Head } from '#libraries/http1/head.ts';

const kinds: Readonly<Record<HeaderName, number>> = {
  authorization: firstOwnKind,
  'content-type': firstOwnKind + 1,
  'x-forwarded-for': firstOwnKind + 2,
};

/** The names that the parser looks out for. */
export const arrivedNames = openFieldNames(kinds);

/** Reads the head of a request whose body is `body`; null when host or target are not well-formed. */
export function readArrived(head: Head, body: string | null): IncomingRequest | null {
  const host = hostOf(head.value(fieldKind.host) ?? '');
  if (host === null) return null;
  const headers = { get: (name: HeaderName) => fieldValue(head, kinds[name]) };
  const { method, text, targetStart, queryStart, targetEnd } = head;
  const query = text.slice(queryStart + 1, targetEnd);
  if (text.charAt(targetStart) === '/') {
    return { method, host, path: text.slice(targetStart, queryStart), query, headers, body };
  }
  const path = pathOfAbsolute(text.slice(targetStart, queryStart), host);
  return path === null ? null : { method, host, path, query, headers, body };
}

function fieldValue(head: Head, kind: number): string | null {
  return head.times(kind) > 1 ? head.values(kind).join(', ') : (head.value(kind) ?? null);
}

/** A reg-name of letters, digits, `-`, `_` and dots, or an IP address, with an optional port (RFC 3986 §3.2.2). */
const authority = /^(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/** The same few over and over, mostly the same as the last time. */
let lastField = '';
let lastHost: string | null = null;

/** Gives the host of a Host field as an issuer's address would write it; null when it is none (RFC 9112 §3.2). */
function hostOf(field: string): string | null {
  if (field === lastField) return lastHost;
  const host = field.toLowerCase();
  lastHost = authority.test(host) ? host.replace(/:80$/, '') : null;
  lastField = field;
  return lastHost;
}

/** RFC 9112 §3.2.2: `http://host/path` must be taken too; one that names another host than the Host field is two requests. */
function pathOfAbsolute(target: string, host: string): string | null {
  const [, named = '', path = ''] = /^https?:\/\/([^/]*)(.*)$/i.exec(target) ?? [];
  if (named === '' || hostOf(named) !== host) return null;
  return path === '' ? '/' : path;
}

/** The body of a form, null when it is larger than one may be; or why it did not come to its end. */
export type ArrivedBody = { readonly text: string | null } | { readonly fault: Exclude<BodyFault, 'too_large'> };

/** Gives a body that came with its head: the bytes are characters, which they are in UTF-8 too as long as they are ASCII. */
export function textOfWhole(latin1: string): string {
  return /^[\0-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8');
}

/** Receives a body that did not come with its head, no further than the limit. */
export function receiveForm(exchange: Exchange): Promise<ArrivedBody> {
  const announcedBytes = exchange.head.contentLength ?? 0;
  if (announcedBytes > limits.tokenRequestBodyBytes) return Promise.resolve({ text: null });
  const pieces: Buffer[] = [];
  return new Promise((resolve) => {
    exchange.receiveBody({
      onBody: (data) => void pieces.push(Buffer.from(data)),
      onBodyEnd: () => resolve({ text: Buffer.concat(pieces).toString('utf8') }),
      onBodyFault: (fault) => resolve(fault === 'too_large' ? { text: null } : { fault }),
    });
  });
}
