/**
 * Bodies of the OAuth endpoints: `application/x-www-form-urlencoded`, read strictly. What is wrong is refused, never
 * repaired: two parsers that repair differently are how requests are smuggled.
 */
import { limits } from '#base/limits.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';
import type { IncomingRequest } from '#identity/request.ts';

/** Parameters by name. One without a value counts as left out (RFC 6749 §3.2). */
export type Form = ReadonlyMap<string, string>;

/** Everything that RFC 6749 appendix A lets no value hold: control characters, but for the tab; and what no UTF-8 gives. */
const forbidden = /[^\P{Cc}\t]|\ufffd/u;

/** Reads the form of `request`. */
export function readForm({ headers, body }: Pick<IncomingRequest, 'headers' | 'body'>): Form | Refusal {
  const wrongType = checkContentType(headers.get('content-type'));
  if (wrongType !== null) return wrongType;
  if (body === null) {
    return refusal('invalid_request', `The body is larger than ${limits.tokenRequestBodyBytes} bytes.`, {
      status: 413,
    });
  }
  return parseForm(body);
}

const formType = 'application/x-www-form-urlencoded';

function checkContentType(value: string | null): Refusal | null {
  if (value === formType) return null;
  const [type, ...parameters] = (value ?? '').toLowerCase().split(';');
  const utf8 = parameters.every((parameter) => /^\s*(charset="?utf-8"?\s*)?$/.test(parameter));
  if (type?.trim() === formType && utf8) return null;
  return refusal('invalid_request', 'The body must be application/x-www-form-urlencoded, in UTF-8.');
}

/** Reads `body`; refuses bad encoding, control characters, repeated names and too many of them. */
export function parseForm(body: string): Form | Refusal {
  const form = new Map<string, string>();
  if (body === '') return form;
  const seen = new Set<string>();
  for (const pair of body.split('&')) {
    const equals = pair.indexOf('=');
    const name = decodeComponent(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decodeComponent(pair.slice(equals + 1));
    if (name === null || name === '' || value === null) {
      return refusal('invalid_request', 'The body is not a well-formed form.');
    }
    if (seen.has(name)) return refusal('invalid_request', 'A parameter is repeated.');
    seen.add(name);
    if (seen.size > limits.tokenRequestParameters) return refusal('invalid_request', 'There are too many parameters.');
    if (value !== '') form.set(name, value);
  }
  return form;
}

/** Decodes one name or value of a form; null when it is not well-formed UTF-8 text. */
export function decodeComponent(encoded: string): string | null {
  let text = encoded;
  if (encoded.includes('%') || encoded.includes('+')) {
    try {
      text = decodeURIComponent(encoded.replaceAll('+', ' '));
    } catch {
      return null;
    }
  }
  return forbidden.test(text) ? null : text;
}
