import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalAddress } from '#gateway/listeners/canonical-address.ts';
import { crc32c } from '#gateway/listeners/proxy-protocol/crc32c.ts';
import { readProxyHeader } from '#gateway/listeners/proxy-protocol/header.ts';

const signature = '\r\n\r\n\0\r\nQUIT\n';
const local = { kind: 'local' } as const;

type Sent = {
  readonly command?: number;
  readonly familyAndTransport?: number;
  readonly addresses?: Buffer;
  readonly records?: readonly (readonly [type: number, value: Buffer])[];
  readonly checksum?: boolean;
};

/** The encoder: version 2 as its sender writes it. */
function version2(sent: Sent): Buffer {
  const { command = 0x21, familyAndTransport = 0x11, addresses = Buffer.alloc(0), records = [] } = sent;
  const withChecksum = sent.checksum === true ? [...records, [3, Buffer.alloc(4)] as const] : records;
  const list = withChecksum.map(([type, value]) =>
    Buffer.concat([Buffer.from([type, ...uint16(value.length)]), value]),
  );
  const rest = Buffer.concat([addresses, ...list]);
  const fixed = Buffer.from([command, familyAndTransport, ...uint16(rest.length)]);
  const header = Buffer.concat([Buffer.from(signature, 'latin1'), fixed, rest]);
  if (sent.checksum === true) header.writeUInt32BE(crc32c(header), header.length - 4);
  return header;
}

function uint16(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}

function tcp4(source: readonly number[], port: number): Buffer {
  return Buffer.from([...source, 198, 51, 100, 1, ...uint16(port), ...uint16(443)]);
}

function tcp6(source: Uint8Array, port: number): Buffer {
  return Buffer.concat([source, Buffer.alloc(16, 1), Buffer.from([...uint16(port), ...uint16(443)])]);
}

const port = fc.integer({ min: 0, max: 65_535 });
const bytes4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const record = fc.tuple(
  fc.integer({ min: 0, max: 255 }).filter((type) => type !== 3),
  fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value)),
);
const header = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([address, from]) => ({
    sent: Buffer.from(`PROXY TCP4 ${address} 198.51.100.1 ${from} 443\r\n`),
    says: { kind: 'proxied', address, port: from } as const,
  })),
  fc.tuple(fc.ipV6(), port).map(([address, from]) => ({
    sent: Buffer.from(`PROXY TCP6 ${address} 2001:db8::1 ${from} 443\r\n`),
    says: { kind: 'proxied', address: canonicalAddress(address, 6), port: from } as const,
  })),
  fc.tuple(bytes4, port, fc.array(record, { maxLength: 4 }), fc.boolean()).map(([source, from, records, checksum]) => ({
    sent: version2({ addresses: tcp4([...source], from), records, checksum }),
    says: { kind: 'proxied', address: source.join('.'), port: from } as const,
  })),
  fc.tuple(bytes16, port, fc.boolean()).map(([source, from, checksum]) => ({
    sent: version2({ familyAndTransport: 0x21, addresses: tcp6(source, from), checksum }),
    says: {
      kind: 'proxied',
      address: canonicalAddress(Buffer.from(source).toString('hex').match(/.{4}/g)?.join(':') ?? '', 6),
      port: from,
    } as const,
  })),
  fc.uint8Array({ maxLength: 50 }).map((rest) => ({
    sent: version2({ command: 0x20, familyAndTransport: rest.length, addresses: Buffer.from(rest) }),
    says: local,
  })),
  fc.constant({ sent: Buffer.from('PROXY UNKNOWN\r\n'), says: local }),
);

test('what a sender encodes is read, whatever follows it', () => {
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 30 }), ({ sent, says }, rest) => {
      assert.deepEqual(readProxyHeader(Buffer.concat([sent, rest])), { ...says, bytes: sent.length });
    }),
  );
});

test('cut at any point, a header asks for more, and never for less or too much', () => {
  fc.assert(
    fc.property(header, ({ sent }) => {
      for (let end = 0; end < sent.length; end += 1) {
        assert.equal(readProxyHeader(sent.subarray(0, end)).kind, 'more', `${end} of ${sent.length}`);
      }
    }),
    { numRuns: 50 },
  );
});

test('a verdict on few bytes holds for all that may follow them', () => {
  const piece = fc.constantFrom(
    'PROXY ',
    'TCP4 ',
    '1.2.3.4 ',
    '1 ',
    '\r\n',
    'UNKNOWN',
    signature,
    '!\u0011',
    '\0\u000c',
  );
  const start = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.array(piece, { maxLength: 8 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1')),
  );
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 60 }), (bytes, rest) => {
      const reading = readProxyHeader(bytes);
      if (reading.kind === 'more') return;
      assert.equal(readProxyHeader(Buffer.concat([bytes, rest])).kind, reading.kind);
    }),
    { numRuns: 500 },
  );
});

test('one flipped bit anywhere in a header with a checksum is never taken for another client', () => {
  const sent = version2({ addresses: tcp4([192, 0, 2, 1], 1234), checksum: true, records: [[4, Buffer.alloc(9)]] });
  for (let bit = 0; bit < sent.length * 8; bit += 1) {
    const flipped = Buffer.from(sent);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const reading = readProxyHeader(flipped);
    // The command, the family and the type of the checksum record are where a bit can hide the checksum itself.
    const hidden = [12, 13].includes(bit >> 3) || flipped[sent.length - 7] !== 3;
    assert.ok(reading.kind !== 'proxied' || hidden, `bit ${bit}: ${JSON.stringify(reading)}`);
  }
});

const refused: readonly (readonly [string, string | Buffer])[] = [
  ['another protocol', 'GET / HTTP/1.1\r\n'],
  ['a TLS handshake', Buffer.from([0x16, 3, 1, 2, 0, 1])],
  ['small letters', 'proxy TCP4 1.2.3.4 1.2.3.5 1 2\r\n'],
  ['another family', 'PROXY UDP4 1.2.3.4 1.2.3.5 1 2\r\n'],
  ['an IPv6 address as IPv4', 'PROXY TCP4 ::1 ::2 1 2\r\n'],
  ['an IPv4 address as IPv6', 'PROXY TCP6 1.2.3.4 1.2.3.5 1 2\r\n'],
  ['a number with a leading zero in an address', 'PROXY TCP4 01.2.3.4 1.2.3.5 1 2\r\n'],
  ['three numbers', 'PROXY TCP4 1.2.3 1.2.3.5 1 2\r\n'],
  ['a zone', 'PROXY TCP6 fe80::1%eth0 ::2 1 2\r\n'],
  ['a port with a leading zero', 'PROXY TCP4 1.2.3.4 1.2.3.5 01 2\r\n'],
  ['a port that is too high', 'PROXY TCP4 1.2.3.4 1.2.3.5 65536 2\r\n'],
  ['a signed port', 'PROXY TCP4 1.2.3.4 1.2.3.5 +1 2\r\n'],
  ['two spaces', 'PROXY TCP4  1.2.3.4 1.2.3.5 1 2\r\n'],
  ['a missing port', 'PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n'],
  ['something behind the ports', 'PROXY TCP4 1.2.3.4 1.2.3.5 1 2 \r\n'],
  ['a bare line feed', 'PROXY TCP4 1.2.3.4 1.2.3.5 1 2\n'],
  ['a carriage return inside the line', 'PROXY UNKNOWN \r \r\n'],
  ['UNKNOWN with a tail', 'PROXY UNKNOWNS\r\n'],
  ['a line of 108 bytes', `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`],
  ['a line without an end', `PROXY UNKNOWN ${'f'.repeat(93)}`],
  ['version 1 in binary', version2({ command: 0x11 })],
  ['an unknown command', version2({ command: 0x22 })],
  ['an unknown family', version2({ familyAndTransport: 0x41 })],
  ['an unknown transport', version2({ familyAndTransport: 0x13 })],
  ['addresses that are cut off', version2({ addresses: tcp4([1, 2, 3, 4], 1).subarray(1) })],
  ['a record that is cut off', version2({ addresses: Buffer.concat([tcp4([1, 2, 3, 4], 1), Buffer.from([4, 0, 1])]) })],
  ['half of a record’s head', version2({ addresses: Buffer.concat([tcp4([1, 2, 3, 4], 1), Buffer.from([4, 0])]) })],
  ['a wrong checksum', version2({ addresses: tcp4([1, 2, 3, 4], 1), records: [[3, Buffer.alloc(4)]] })],
  ['a checksum of five bytes', version2({ addresses: tcp4([1, 2, 3, 4], 1), records: [[3, Buffer.alloc(5)]] })],
  ['a header over the limit', version2({ addresses: tcp4([1, 2, 3, 4], 1), records: [[4, Buffer.alloc(5000)]] })],
];
for (const [name, bytes] of refused) {
  test(`${name} is no header`, () => {
    assert.equal(readProxyHeader(Buffer.from(bytes)).kind, 'invalid');
  });
}

test('the longest line is a header', () => {
  const line = Buffer.from(`PROXY UNKNOWN ${'f'.repeat(91)}\r\n`);
  assert.deepEqual(readProxyHeader(line), { kind: 'local', bytes: 107 });
});

test('families that a TCP listener has no use for leave the real address in force', () => {
  const udp4 = { familyAndTransport: 0x12, addresses: tcp4([1, 2, 3, 4], 1) };
  const udp6 = { familyAndTransport: 0x22, addresses: tcp6(Buffer.alloc(16), 1) };
  const others = [0x00, 0x01, 0x10, 0x31, 0x32].map((familyAndTransport) => ({
    familyAndTransport,
    addresses: Buffer.alloc(216),
  }));
  for (const sent of [udp4, udp6, ...others].map(version2)) {
    assert.deepEqual(readProxyHeader(sent), { kind: 'local', bytes: sent.length });
  }
});

test('an IPv4 client of a dual-stack proxy is an IPv4 client', () => {
  const reading = readProxyHeader(Buffer.from('PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n'));
  assert.equal(reading.kind === 'proxied' && reading.address, '192.0.2.7');
});

test('the checksum is the one of RFC 3720, appendix B.4', () => {
  assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
});
