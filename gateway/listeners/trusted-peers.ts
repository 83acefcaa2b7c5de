import { BlockList, isIPv6 } from 'node:net';

/** Whether a peer, by its address in canonical form, is one of those that were declared. */
export type TrustedPeers = (address: string) => boolean;

/** Makes the judgement of a list of addresses and networks (`192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`), parsed before. */
export function trustPeers(list: readonly string[]): TrustedPeers {
  const known = new BlockList();
  for (const entry of list) {
    const [address = '', prefix] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(prefix), family);
  }
  return (address) => known.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
