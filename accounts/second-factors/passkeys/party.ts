/** To whom passkeys are bound: the host and the origin of the portal's public address. */
export type RelyingParty = { readonly id: string; readonly origin: string };

/** Gives the relying party of a public address (`https://portal.example.org`). */
export function relyingParty(portalUrl: string): RelyingParty {
  const { hostname, origin } = new URL(portalUrl);
  return { id: hostname, origin };
}
