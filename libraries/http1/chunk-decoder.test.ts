import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChunkDecoder } from '#http1/chunk-decoder.ts';

/** Decodes `pieces` one after the other; null when they are malformed. `rest` is what lies behind the body. */
function decode(
  pieces: readonly Buffer[],
): { readonly body: string; readonly rest: string; readonly ended: boolean } | null {
  const decoder = new ChunkDecoder();
  let body = '';
  let rest = '';
  for (const piece of pieces) {
    const at = decoder.ended ? 0 : decoder.read(piece, 0, piece.length, (data) => (body += data.toString('latin1')));
    if (at === -1) return null;
    rest += piece.toString('latin1', at);
  }
  return { body, rest, ended: decoder.ended };
}

function decodeText(text: string): ReturnType<typeof decode> {
  return decode([Buffer.from(text, 'latin1')]);
}

/** Cuts `bytes` at places between 0 and 1. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = places.map((place) => Math.floor(place * bytes.length)).toSorted((a, b) => a - b);
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index]));
}

const token = fc.string({ unit: fc.constantFrom(...'abc-_~01'), minLength: 1, maxLength: 6 });
const quoted = fc
  .string({ unit: fc.constantFrom(...'ab ;=\r\t,'), maxLength: 6 })
  .map((text) => `"${text.replace('\r', '\\"')}"`);
const quotedSafely = quoted.filter((text) => !text.includes('\r'));
const extension = fc
  .tuple(token, fc.option(fc.oneof(token, quotedSafely)))
  .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`));
const extensions = fc.array(extension, { maxLength: 2 }).map((list) => list.join(''));
const chunk = fc.record({
  data: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  zeros: fc.nat({ max: 3 }),
  extensions,
});
const trailer = fc.tuple(token, fc.string({ unit: fc.constantFrom(...'ab :\t'), maxLength: 8 }));

function encode(chunks: readonly { data: Uint8Array; zeros: number; extensions: string }[], trailers: string): Buffer {
  const parts = chunks.flatMap(({ data, zeros, extensions }) => [
    Buffer.from(`${'0'.repeat(zeros)}${data.length.toString(16)}${extensions}\r\n`),
    Buffer.from(data),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...parts, Buffer.from(`0\r\n${trailers}\r\n`)]);
}

test('whatever was encoded is decoded, wherever the reads end, and nothing behind it is touched', () => {
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 5 }),
      fc.array(trailer, { maxLength: 2 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
      fc.string({ unit: 'binary-ascii', maxLength: 10 }),
      (chunks, trailers, places, behind) => {
        const lines = trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
        const bytes = Buffer.concat([encode(chunks, lines), Buffer.from(behind)]);
        const body = Buffer.concat(chunks.map(({ data }) => data)).toString('latin1');
        assert.deepEqual(decode(cutAt(bytes, places)), { body, rest: behind, ended: true });
      },
    ),
  );
});

test('byte by byte is the same as at once, for malformed bodies too', () => {
  const piece = fc.constantFrom(
    '1',
    '0',
    'a\r\n',
    '\r\n',
    '\n',
    ';x',
    ';x="',
    '"',
    '3\r\nabc\r\n',
    '0\r\n\r\n',
    'T: v\r\n',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''));
      const slowly = decode(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)));
      assert.deepEqual(slowly, decode([bytes]));
    }),
    { numRuns: 1_000 },
  );
});

test('a body that has not ended does not say so', () => {
  const whole = '3\r\nabc\r\n0\r\nT: v\r\n\r\n';
  for (let length = 0; length < whole.length; length += 1) {
    assert.equal(decodeText(whole.slice(0, length))?.ended, false, JSON.stringify(whole.slice(0, length)));
  }
});

for (const text of [
  '\r\n',
  '+1\r\na\r\n',
  '-1\r\n',
  '0x1\r\na\r\n',
  ' 1\r\na\r\n',
  '1 \r\na\r\n',
  '1\t\r\na\r\n',
  'g\r\n',
  '1\na\r\n',
  '1\r\na\n',
  '1\r\nab\r\n',
  '1\r\na\rb',
  '1\r\na0\r\n',
  '000000001\r\na\r\n',
  '10000000000000001\r\n',
  '1;\r\na\r\n',
  '1;;a\r\n',
  '1;a=\r\n',
  '1; a\r\n',
  '1;a b\r\n',
  '1;a="b\r\n',
  '1;a="b"c\r\n',
  '1;a\nb\r\n',
  '1;a\rb',
  `1;${'a'.repeat(1_100)}\r\n`,
  '0\r\n X: a\r\n\r\n',
  '0\r\nX : a\r\n\r\n',
  '0\r\nX: a\r\n b\r\n\r\n',
  '0\r\nX: a\n\r\n',
  '0\r\n: a\r\n\r\n',
  '0\r\nX\r\n\r\n',
  '0\r\nX: \0\r\n\r\n',
  '0\r\n\n',
  '0\r\nContent-Length: 5\r\n\r\n',
  '0\r\ntransfer-encoding: chunked\r\n\r\n',
  '0\r\nCONNECTION: close\r\n\r\n',
  '0\r\nHost: a\r\n\r\n',
  `0\r\n${'X: a\r\n'.repeat(2_000)}\r\n`,
]) {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  test(`${JSON.stringify(shown)} is malformed`, () => assert.equal(decodeText(text), null));
}

test('a trailer whose name only begins like a forbidden one passes, and is dropped', () => {
  assert.deepEqual(decodeText('0\r\nContent-Length-Of-Something: 5\r\nHos: a\r\n\r\nrest'), {
    body: '',
    rest: 'rest',
    ended: true,
  });
});

test('many small extensions together are over the limit too', () => {
  assert.equal(decodeText(`${`1;${'a'.repeat(99)}\r\nx\r\n`.repeat(20)}`), null);
});
