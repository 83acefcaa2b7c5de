/**
 * Which addresses of the network are public. Whoever may name an address for us to call must not reach through us what
 * they could not reach themselves: this machine, the network around it, a cloud's metadata service.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IANA's registry of IPv4 special-purpose addresses, multicast (RFC 5771) and what is reserved (RFC 1112). */
const closed4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const;

/** The only part of IPv6 that is given out as global unicast (RFC 4291 §2.4): loopback, v4-mapped, NAT64, ULA… lie outside. */
const open6 = ['2000::/3'] as const;

/** What within it is no place to call: protocols (Teredo among them), 6to4, which may lead to any IPv4 address, documentation. */
const closed6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const;

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const closedList4 = listOf(closed4, 'ipv4');
const openList6 = listOf(open6, 'ipv6');
const closedList6 = listOf(closed6, 'ipv6');

/** True for an IP address that anybody on the internet may call; false for every other one, and for what is none. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closedList4.check(address, 'ipv4');
  // One with a zone is link-local by its nature (RFC 4007).
  if (!isIPv6(address) || address.includes('%')) return false;
  return openList6.check(address, 'ipv6') && !closedList6.check(address, 'ipv6');
}
