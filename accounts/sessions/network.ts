import { isIPv4, isIPv6 } from 'node:net';

/**
 * Gives the network of an address for people to recognise: `192.0.2.…`, `2001:db8:1:…`. The last part is not kept: the list
 * of sessions does not need it. Empty for what is no address.
 */
export function networkOf(address: string): string {
  const unmapped = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  if (isIPv4(unmapped)) return `${unmapped.split('.').slice(0, 3).join('.')}.…`;
  if (!isIPv6(unmapped)) return '';
  const [head = ''] = unmapped.split('::');
  return `${head.split(':').slice(0, 3).join(':')}:…`;
}
