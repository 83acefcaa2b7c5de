import { isIPv4, isIPv6, SocketAddress } from 'node:net';

const mappedPrefix = '::ffff:';

/**
 * Gives an address in its one spelling: IPv6 shortened and in lower case (RFC 5952), IPv4 that is mapped into IPv6
 * (`::ffff:192.0.2.1`, as dual-stack sockets give it) as IPv4. Null when `text` is no address of that family.
 */
export function canonicalAddress(text: string, family: 4 | 6): string | null {
  if (family === 4) return isIPv4(text) ? text : null;
  if (!isIPv6(text) || text.includes('%')) return null;
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : address;
  return isIPv4(mapped) ? mapped : address;
}
