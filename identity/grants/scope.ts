import { limits } from '#base/limits.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';

/** RFC 6749 §3.3: scope-token *( SP scope-token ). */
const wellFormed = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Gives the scope to grant: what was asked for, each once, or the issuer's default; refuses what the issuer does not know. */
export function requestedScope(issuer: Issuer, asked: string | undefined): { scope: string } | Refusal {
  if (asked === undefined) {
    if (issuer.defaultScope !== null) return { scope: issuer.defaultScope };
    return refusal('invalid_scope', 'A scope must be asked for.');
  }
  const refused = checkScope(issuer, asked);
  return refused ?? { scope: [...new Set(asked.split(' '))].join(' ') };
}

/** Refuses a scope that is not well-formed or not the issuer's. */
export function checkScope(issuer: Issuer, asked: string): Refusal | null {
  if (asked.length > limits.scopeLength) return refusal('invalid_scope', 'The scope is too long.');
  if (!wellFormed.test(asked))
    return refusal('invalid_scope', 'The scope is not a list of words with a space between.');
  if (asked.split(' ').every((one) => issuer.scopes.includes(one))) return null;
  return refusal('invalid_scope', 'The scope holds one that this authorization server does not know.');
}
