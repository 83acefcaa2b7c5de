/** Streams that nearly are HTTP: a few bytes of a readable one changed, moved, doubled or taken out. */
import type { Random } from '#test/differential/random.ts';

/** What parsers disagree about. */
const morsels = [
  '\r',
  '\n',
  '\r\n',
  '\r\n\r\n',
  '\0',
  '\t',
  ' ',
  ':',
  ',',
  ';',
  '_',
  '-',
  '+',
  '0',
  '1',
  'a',
  'f',
  '0x',
  '0\r\n\r\n',
  '\x0b',
  '\x0c',
  '\x7f',
  '\x80',
  '\xa0',
  '\xff',
  '"',
  '\\',
  '%00',
  '#',
  '?',
  '/',
  'HTTP/1.0',
  'HTTP/1.1',
  'GET /x HTTP/1.1\r\nHost: fuzz.example\r\n\r\n',
  'Content-Length: 3\r\n',
  'Content-Length: 0\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Transfer-Encoding: identity\r\n',
  'Connection: close\r\n',
  'Connection: content-length\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: h2c\r\nConnection: upgrade\r\n',
  ' \r\n',
  'chunked',
  'identity',
];

export function mutate(random: Random, bytes: string, times: number): string {
  let text = bytes;
  for (let count = 0; count < times; count += 1) text = mutateOnce(random, text);
  return text;
}

function mutateOnce(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const length = random.oneIn(3) ? random.below(12) : 1;
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + random.pick(morsels) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length);
    case 3:
      return swapCase(text, at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + random.pick(morsels) + text.slice(at);
  }
}

function swapCase(text: string, at: number): string {
  const letter = text.charAt(at);
  const swapped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return text.slice(0, at) + swapped + text.slice(at + 1);
}

/** Cuts a stream where reads might end. */
export function cut(random: Random, bytes: Buffer): Buffer[] {
  if (bytes.length > 0 && random.oneIn(8)) return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  const cuts = Array.from({ length: random.below(4) }, () => random.below(bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index])).filter((piece) => piece.length > 0);
}
