import { Problem } from '#base/problem.ts';
import { digestOf, sameDigest } from '#base/secret-digest.ts';

const refusal = new Problem('admin.unauthorised', 401, {
  en: 'This address needs the bearer token of this instance.',
  fr: "Cette adresse exige le jeton d'accès de cette instance.",
});

/**
 * Checks `Authorization: Bearer …` (RFC 6750 §2.1) against `key`, in a time that tells nothing about it.
 *
 * @throws Problem `admin.unauthorised` (401)
 */
export function checkBearer(authorization: string | null | undefined, key: string): void {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1] ?? '';
  if (!sameDigest(digestOf(token), digestOf(key))) throw refusal;
}
