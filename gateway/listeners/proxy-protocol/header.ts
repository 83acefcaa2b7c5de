/**
 * The header of the PROXY protocol, versions 1 and 2: what a proxy says about a client before the client's own bytes
 * (haproxy, doc/proxy-protocol.txt, section 2). Pure: bytes in, a reading out. Whoever reads a connection asks again with
 * more bytes as long as the answer is `more`.
 */
import type { ProxyHeaderReading } from '#gateway/listeners/proxy-protocol/reading.ts';
import { readVersion1 } from '#gateway/listeners/proxy-protocol/version-1.ts';
import { readVersion2 } from '#gateway/listeners/proxy-protocol/version-2.ts';

const begin1 = Buffer.from('PROXY ', 'latin1');
const signature2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** Reads the header at the beginning of `bytes`, which are all that a connection has brought so far. */
export function readProxyHeader(bytes: Buffer): ProxyHeaderReading {
  if (bytes.length === 0) return { kind: 'more' };
  if (beginsAs(bytes, begin1)) return bytes.length < begin1.length ? { kind: 'more' } : readVersion1(bytes);
  if (beginsAs(bytes, signature2)) return bytes.length < signature2.length ? { kind: 'more' } : readVersion2(bytes);
  return { kind: 'invalid', why: 'no header' };
}

/** True while nothing in `bytes` speaks against their beginning being `start`. */
function beginsAs(bytes: Buffer, start: Buffer): boolean {
  const length = Math.min(bytes.length, start.length);
  return bytes.compare(start, 0, length, 0, length) === 0;
}
