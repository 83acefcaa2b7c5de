/** Which certificate speaks for a host name. */
import type { CertificatePair } from '#gateway/listeners/certificates/pair.ts';

export type CertificatesByName = ReadonlyMap<string, CertificatePair>;

/** Sorts pairs by their names; of two for the same name the one that holds longer. */
export function byName(pairs: readonly CertificatePair[]): CertificatesByName {
  const found = new Map<string, CertificatePair>();
  for (const pair of pairs.toSorted((one, other) => one.validUntilMs - other.validUntilMs)) {
    for (const name of pair.names) found.set(name, pair);
  }
  return found;
}

/** The pair for the name that a client asks for: exactly this one, else the wildcard above its first label. */
export function pairFor(certificates: CertificatesByName, serverName: string): CertificatePair | undefined {
  const name = serverName.toLowerCase();
  const dot = name.indexOf('.');
  return certificates.get(name) ?? (dot > 0 ? certificates.get(`*${name.slice(dot)}`) : undefined);
}
