import { isIP } from 'node:net';

/** A reg-name of letters, digits, `-`, `_` and dots, or an IP address, with an optional port (RFC 3986 §3.2.2). */
const authority = /^(?:([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)|\[([0-9a-f:.]+)\])(?::([0-9]{1,5}))?$/i;

/** Gives the name in a Host field, in lower case and without its port; null when the field is invalid. */
export function hostName(host: string): string | null {
  const match = authority.exec(host);
  if (match === null) return null;
  if (match[3] !== undefined && Number(match[3]) > 65_535) return null;
  if (match[2] !== undefined) return isIP(match[2]) === 6 ? match[2].toLowerCase() : null;
  return (match[1] ?? '').toLowerCase();
}

/** True for names and addresses that mean this machine. */
export function isLoopback(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

/** True when the Host says nothing about which API is meant: an address, or a name of this machine. */
export function isAddress(name: string): boolean {
  return isLoopback(name) || isIP(name) !== 0;
}
