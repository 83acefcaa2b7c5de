/** Streams of requests and responses by the grammar of RFC 9112, with a liking for its corners. */
import type { Random } from '#test/differential/random.ts';

/** The host under which the gateway of the tests hands requests through. */
export const fuzzHost = 'fuzz.example';

const targets = ['/', '/a', '/a?b=c', '/%20', '/a/b/', `http://${fuzzHost}/a`, '/?', '/a?b?c', "/!$&'()*+,=:@~"];
const plainFields = [
  'Accept: */*',
  'X-Empty:',
  'X-Spaces:   a  b  ',
  'X-Tab:\ta\t',
  'User-Agent: "quoted, text" (comment)',
  'Cookie: a=b; c=d',
  'X_Under: 1',
  'x: y',
  'Connection: keep-alive',
  'Connection: x, keep-alive',
  'Connection: close',
  'Connection: upgrade\r\nUpgrade: websocket',
  'Keep-Alive: timeout=5',
  'TE: trailers',
  'Expect: 100-continue',
  "X-Token-!#$%&'*+.^`|~: 1",
];

function hex(random: Random, size: number): string {
  const digits = size.toString(16);
  const zeros = random.oneIn(6) ? '0'.repeat(1 + random.below(3)) : '';
  return zeros + (random.oneIn(2) ? digits.toUpperCase() : digits);
}

function data(random: Random, length: number): string {
  const letters = 'abc\r\n0 :GET/';
  return Array.from({ length }, () => letters.charAt(random.below(letters.length))).join('');
}

const extensions = [';a', ';a=b', ';a="b"', ';a=b;c=d', ';a="\\""', '; a = b', ';', ';=', ';a b'];
const trailers = ['X-Trailer: 1', 'Authorization: Bearer late', 'Content-Length: 5', 'X-Empty:'];

function chunkedBody(random: Random): string {
  let body = '';
  for (let chunks = random.below(4); chunks > 0; chunks -= 1) {
    const size = 1 + random.below(20);
    const extension = random.oneIn(5) ? random.pick(extensions) : '';
    body += `${hex(random, size)}${extension}\r\n${data(random, size)}\r\n`;
  }
  const trailer = random.oneIn(4) ? `${random.pick(trailers)}\r\n` : '';
  return `${body}${random.oneIn(5) ? '000' : '0'}\r\n${trailer}\r\n`;
}

function framedBody(random: Random): { readonly fields: readonly string[]; readonly body: string } {
  if (random.oneIn(2)) {
    const coding = random.pick([
      'Transfer-Encoding: chunked',
      'transfer-encoding:chunked',
      'Transfer-Encoding: CHUNKED ',
    ]);
    return { fields: [coding], body: chunkedBody(random) };
  }
  const length = random.below(30);
  return { fields: [`Content-Length: ${length}`], body: data(random, length) };
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: random.below(1_000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function someFields(random: Random): string[] {
  return Array.from({ length: random.below(4) }, () => random.pick(plainFields));
}

export function request(random: Random): string {
  const bodied = random.oneIn(2);
  const method = bodied
    ? random.pick(['POST', 'PUT', 'PATCH', 'GET', 'DELETE'])
    : random.pick(['GET', 'HEAD', 'OPTIONS', 'POST']);
  const { fields, body } = bodied ? framedBody(random) : { fields: [], body: '' };
  const version = random.oneIn(10) ? '1.0' : '1.1';
  const lines = shuffled(random, [`Host: ${fuzzHost}`, ...fields, ...someFields(random)]);
  return `${method} ${random.pick(targets)} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** One to four requests on one connection. */
export function requestStream(random: Random): string {
  return Array.from({ length: 1 + random.below(4) }, () => request(random)).join('');
}

const statuses = [
  '200 OK',
  '200',
  '200 ',
  '404 Not Found',
  '204 No Content',
  '304 Not Modified',
  '206 \xe9t\xe9',
  '500 x',
];

/** The answer to one request: interim ones, then the final one. */
export function response(random: Random): string {
  const interim = random.oneIn(5) ? 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1 + random.below(3)) : '';
  const unframed = { fields: [], body: random.oneIn(2) ? data(random, random.below(20)) : '' };
  const { fields, body } = random.oneIn(6) ? unframed : framedBody(random);
  const lines = shuffled(random, [...fields, 'Date: Sat, 21 Nov 2026 08:00:00 GMT', ...someFields(random)]);
  return `${interim}HTTP/1.${random.oneIn(10) ? 0 : 1} ${random.pick(statuses)}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
