/**
 * Bodies of the OAuth endpoints: `application/x-www-form-urlencoded`, read strictly. What is wrong is refused, never
 * repaired: two parsers that repair differently are how requests are smuggled.
 */
import { limits } from '#base/limits.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';

/** Parameters by name. One without a value counts as left out (RFC 6749 §3.2). */
export type Form = ReadonlyMap<string, string>;

/** Everything that RFC 6749 appendix A lets no value hold: control characters, but for the tab; and what no UTF-8 gives. */
const forbidden = /[^\P{Cc}\t]|\ufffd/u;

/** Reads the form of `request`. The body is read once, and no further than the limit. */
export async function readForm(request: Request): Promise<Form | Refusal> {
  const wrongType = checkContentType(request.headers.get('content-type'));
  if (wrongType !== null) return wrongType;
  const body = await readBounded(request, limits.tokenRequestBodyBytes);
  if (body === null) {
    return refusal('invalid_request', `The body is larger than ${limits.tokenRequestBodyBytes} bytes.`, {
      status: 413,
    });
  }
  return parseForm(body);
}

function checkContentType(value: string | null): Refusal | null {
  const [type, ...parameters] = (value ?? '').toLowerCase().split(';');
  const utf8 = parameters.every((parameter) => /^\s*(charset="?utf-8"?\s*)?$/.test(parameter));
  if (type?.trim() === 'application/x-www-form-urlencoded' && utf8) return null;
  return refusal('invalid_request', 'The body must be application/x-www-form-urlencoded, in UTF-8.');
}

/** Gives the body as text, or null when it is larger than `limitBytes`. */
async function readBounded(request: Request, limitBytes: number): Promise<string | null> {
  const announced = request.headers.get('content-length');
  if (announced !== null) {
    // The HTTP parser lets no more bytes through than were announced.
    if (!(Number(announced) <= limitBytes)) return null;
    const text = await request.text();
    return text.length <= limitBytes ? text : null;
  }
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
