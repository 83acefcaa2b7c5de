import type { Issuer } from '#identity/issuers/issuer.ts';
import type { IncomingRequest } from '#identity/request.ts';

/** The enabled issuers, found by the host of their address or by their slug. */
export type IssuerTable = {
  readonly bySlug: ReadonlyMap<string, Issuer>;
  /** Several issuers may share a host, under paths of their own. */
  readonly byHost: ReadonlyMap<string, readonly Issuer[]>;
};

/** An issuer and the path that was asked of it, its base path included. */
export type Place = { readonly issuer: Issuer; readonly path: string };

const wellKnown = '/.well-known/';

/** Gives the table of `issuers`. */
export function issuerTable(issuers: readonly Issuer[]): IssuerTable {
  return {
    bySlug: new Map(issuers.map((issuer) => [issuer.slug, issuer])),
    byHost: Map.groupBy(issuers, (issuer) => issuer.host),
  };
}

/**
 * Finds the issuer that is asked: by host and longest base path, or by the first segment of the path (the plain local
 * listener: `http://127.0.0.1:8001/piste-sandbox/api/oauth/token`), which is then taken off. Null: none.
 */
export function locate(table: IssuerTable, { host, path }: Pick<IncomingRequest, 'host' | 'path'>): Place | null {
  const onHost = table.byHost.get(host);
  if (onHost !== undefined) {
    const issuer = longestBase(onHost, path);
    return issuer === undefined ? null : { issuer, path };
  }
  const slugEnd = path.indexOf('/', 1);
  if (slugEnd === -1) return null;
  const issuer = table.bySlug.get(path.slice(1, slugEnd));
  return issuer === undefined ? null : { issuer, path: path.slice(slugEnd) };
}

function longestBase(issuers: readonly Issuer[], path: string): Issuer | undefined {
  let found: Issuer | undefined;
  for (const issuer of issuers) {
    const longer = found === undefined || issuer.basePath.length > found.basePath.length;
    if (longer && holds(issuer.basePath, path)) found = issuer;
  }
  return found;
}

/** RFC 8414 §3.1 puts the base path behind the well-known one; everything else begins with it. */
function holds(basePath: string, path: string): boolean {
  return path.startsWith(`${basePath}/`) || (path.startsWith(wellKnown) && path.endsWith(basePath));
}
