/** Which header fields pass the relay: on the way to the gateway, and back. */
export type Field = readonly [name: string, value: string];

/** Fields of one connection (RFC 9110 §7.6.1), of the portal's own session, and those that the relay or the gateway sets. */
const kept = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'expect', 'host', 'content-length', 'accept-encoding', 'via', 'forwarded'],
  ...['cookie', 'cookie2', 'origin', 'referer', 'dnt', 'x-real-ip', 'x-csrf-token', 'x-api-key', 'authorization'],
]);
const keptBeginnings = [
  'sec-',
  'x-forwarded-',
  'x-relay-',
  'x-scalar-',
  'x-guichet-',
  'x-ibm-client-',
  'access-control-',
];

const fieldName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const fieldValue = /^[\x20-\x7e]*$/;

/** The fields of a test that go to the API. */
export function sentFields(given: Iterable<Field>): Field[] {
  return [...given]
    .map(([name, value]): Field => [name.toLowerCase(), value.trim()])
    .filter(([name, value]) => fieldName.test(name) && fieldValue.test(value))
    .filter(([name]) => !kept.has(name) && !keptBeginnings.some((beginning) => name.startsWith(beginning)));
}

/** Fields of an answer that say something about it and do nothing in a browser. */
const shown = new Set([
  ...[
    'content-type',
    'content-language',
    'date',
    'etag',
    'last-modified',
    'retry-after',
    'deprecation',
    'sunset',
    'age',
  ],
  ...['ratelimit', 'ratelimit-policy', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'vary', 'allow'],
]);
/** Those that would: they are shown under another name. */
const renamed = new Set(['location', 'www-authenticate', 'link', 'content-disposition', 'cache-control']);
const active = new Set(['x-frame-options', 'x-content-type-options', 'x-xss-protection', 'x-dns-prefetch-control']);

/** The fields of an answer that go to the tester's browser. Cookies of an API are none of the portal's. */
export function shownFields(given: Iterable<Field>): Field[] {
  return [...given].flatMap(([name, value]): Field[] => {
    const lower = name.toLowerCase();
    if (lower === 'set-cookie') return [];
    if (renamed.has(lower)) return [[`x-relayed-${lower}`, value]];
    if (shown.has(lower) || (lower.startsWith('x-') && !active.has(lower))) return [[lower, value]];
    return [];
  });
}

/** Types that a browser runs nothing of. */
const inert =
  /^(?:application\/(?:[\w.-]+\+)?json|application\/octet-stream|text\/(?:plain|csv)|image\/(?:png|jpeg|gif|webp))(?:\s*;|$)/i;

/** The type under which an answer is given to the browser: pages, pictures with scripts and the like are text. */
export function shownType(type: string): string {
  return inert.test(type) ? type : 'text/plain; charset=utf-8';
}
