/** An exact host name, or one whose first label is the wildcard (RFC 6125 §6.4.3: nowhere else, and not as a part). */
const usable = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;

/**
 * Gives the host names in a certificate's alternative names as Node writes them (`DNS:a.example, DNS:*.b.example, IP
 * Address:…`), in lower case. Names that Node had to quote are no host names, and are left out.
 */
export function dnsNames(subjectAltName: string): string[] {
  return subjectAltName
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:'))
    .map((entry) => entry.slice('DNS:'.length).toLowerCase())
    .filter((name) => usable.test(name));
}
