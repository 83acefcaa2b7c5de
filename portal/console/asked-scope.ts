import type { Issuer } from '#portal/console/places.ts';

/** The scope that a token for an API is asked with; null: what the issuer grants unasked is enough. */
export function askedScope(
  issuer: Pick<Issuer, 'scopes' | 'defaultScope'>,
  required: readonly string[],
): string | null {
  const unasked = issuer.defaultScope?.split(' ') ?? [];
  if (issuer.defaultScope !== null && required.every((scope) => unasked.includes(scope))) return null;
  const asked = issuer.scopes.filter((scope) => scope === 'openid' || required.includes(scope));
  return asked.length === 0 ? null : asked.join(' ');
}
