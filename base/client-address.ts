import { isIP, isIPv6 } from 'node:net';

/**
 * Gives the address that a request came from: the peer's, or what the proxy in front says (`X-Forwarded-For`) when it is to be
 * trusted. What is no address (`unknown`, nothing) says nothing: then it is the peer's.
 */
export function clientAddress(forwardedFor: string | null, peerAddress: string, trustProxy: boolean): string {
  const forwarded = trustProxy ? forwardedFor : null;
  if (forwarded === null) return peerAddress;
  // The last value is the one that our own proxy added; those before it are the client's to invent.
  const told = withoutPort(forwarded.slice(forwarded.lastIndexOf(',') + 1).trim());
  return isIP(told) === 0 ? peerAddress : told;
}

/** Some proxies add the port, which is another one for each connection: `192.0.2.1:50123`, `[2001:db8::1]:50123`. */
function withoutPort(told: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/.exec(told) ?? [];
  return bracketed ?? plain ?? told;
}

/** Gives what failures of an address are counted under: all of an IPv6 network of 64 bits, which one subscriber has, is one. */
export function addressKey(address: string): string {
  const unmapped = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  if (!isIPv6(unmapped)) return unmapped;
  const [head = '', tail] = unmapped.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
