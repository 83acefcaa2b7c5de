/**
 * The head of an HTTP/2 request as the text of an HTTP/1.1 head, so that the same parser judges both and there is one
 * interpretation. What RFC 9113 §8.2 and §8.3 call malformed, and what the text could not say without ambiguity, is not
 * translated. Node's own implementation (nghttp2) refuses most of it before; this does not rely on it.
 */

/** Names and values in turn, as they came. */
export type RawFields = readonly string[];

/** Field names of HTTP/2: tokens (RFC 9110 §5.6.2) without capital letters. */
const fieldName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** What would end a line, and white space at the ends, which HTTP/1.1 would trim (RFC 9113 §8.2.1). */
const untellable = /[\r\n\0]|^[ \t]|[ \t]$/;
const pseudoNames = [':method', ':scheme', ':authority', ':path'] as const;
/** RFC 9113 §8.2.2. */
const connectionSpecific = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

type Parts = {
  readonly pseudo: Map<string, string>;
  /** Values of `host`. */
  readonly hosts: string[];
  readonly cookies: string[];
  lines: string;
  hasLength: boolean;
};

/**
 * Gives the text with its empty line, or null when there is none. `hasBody`: data frames follow, so that a request without
 * a Content-Length is one whose length nobody knows.
 */
export function requestText(raw: RawFields, hasBody: boolean): string | null {
  const parts: Parts = { pseudo: new Map(), hosts: [], cookies: [], lines: '', hasLength: false };
  let regularSeen = false;
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]];
    if (untellable.test(value)) return null;
    if (!name.startsWith(':')) {
      regularSeen = true;
      if (!takeField(parts, name, value)) return null;
    } else if (regularSeen || parts.pseudo.has(name) || !pseudoNames.some((known) => known === name)) {
      return null;
    } else {
      parts.pseudo.set(name, value);
    }
  }
  return compose(parts, hasBody);
}

function takeField(parts: Parts, name: string, value: string): boolean {
  if (!fieldName.test(name) || connectionSpecific.has(name)) return false;
  if (name === 'te') return value === 'trailers';
  if (name === 'host') parts.hosts.push(value);
  // RFC 9113 §8.2.3: crumbs of one field, which HTTP/1.1 has only once.
  else if (name === 'cookie') parts.cookies.push(value);
  else parts.lines += `${name}: ${value}\r\n`;
  if (name === 'content-length') parts.hasLength = true;
  return true;
}

function compose({ pseudo, hosts, cookies, lines, hasLength }: Parts, hasBody: boolean): string | null {
  const method = pseudo.get(':method') ?? '';
  const path = pseudo.get(':path') ?? '';
  // Without this a space would make one part two, and CONNECT, which has no path, another form of target.
  if (method === '' || method.includes(' ') || !path.startsWith('/') || path.includes(' ')) return null;
  if (pseudo.get(':scheme') !== 'https') return null;
  const authority = pseudo.get(':authority') ?? hosts[0];
  // Two statements about the host must be one (RFC 9113 §8.3.1).
  if (authority === undefined || hosts.length > 1 || (hosts[0] ?? authority) !== authority) return null;
  const cookie = cookies.length === 0 ? '' : `cookie: ${cookies.join('; ')}\r\n`;
  const framing = hasBody && !hasLength ? 'transfer-encoding: chunked\r\n' : '';
  return `${method} ${path} HTTP/1.1\r\nhost: ${authority}\r\n${lines}${cookie}${framing}\r\n`;
}
