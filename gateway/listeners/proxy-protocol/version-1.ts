/** The PROXY protocol's line of text: `PROXY TCP4 192.0.2.1 198.51.100.1 56324 443` (proxy-protocol.txt, section 2.1). */
import { canonicalAddress } from '#gateway/listeners/canonical-address.ts';
import type { ProxyHeaderReading } from '#gateway/listeners/proxy-protocol/reading.ts';

/** The longest line, its CRLF counted. */
const longestLineBytes = 107;
const unknown = /^PROXY UNKNOWN(?: [ -~]*)?$/;
const port = '(0|[1-9][0-9]{0,4})';
const tcp4 = new RegExp(String.raw`^PROXY TCP4 ([0-9.]+) ([0-9.]+) ${port} ${port}$`);
const tcp6 = new RegExp(String.raw`^PROXY TCP6 ([0-9A-Fa-f:.]+) ([0-9A-Fa-f:.]+) ${port} ${port}$`);

/** Reads bytes that begin with `PROXY `. */
export function readVersion1(bytes: Buffer): ProxyHeaderReading {
  const line = bytes.toString('latin1', 0, longestLineBytes);
  const lineFeed = line.indexOf('\n');
  if (lineFeed === -1) return line.length < longestLineBytes ? { kind: 'more' } : invalid('line too long');
  if (line[lineFeed - 1] !== '\r') return invalid('line without CRLF');
  return readLine(line.slice(0, lineFeed - 1), lineFeed + 1);
}

function readLine(line: string, bytes: number): ProxyHeaderReading {
  if (unknown.test(line)) return { kind: 'local', bytes };
  const family = line.startsWith('PROXY TCP4 ') ? 4 : 6;
  const match = (family === 4 ? tcp4 : tcp6).exec(line);
  if (match === null) return invalid('line');
  const [, source = '', destination = '', sourcePort, destinationPort] = match;
  const address = canonicalAddress(source, family);
  if (address === null || canonicalAddress(destination, family) === null) return invalid('address');
  if (Number(sourcePort) > 65_535 || Number(destinationPort) > 65_535) return invalid('port');
  return { kind: 'proxied', address, port: Number(sourcePort), bytes };
}

function invalid(why: string): ProxyHeaderReading {
  return { kind: 'invalid', why };
}
