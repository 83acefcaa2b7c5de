import { domainToASCII } from 'node:url';
import { Problem } from '#base/problem.ts';

/** An atom, or atoms with dots between (RFC 5321 §4.1.2 Dot-string); quoted local parts are not taken. */
const localPattern = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
/** In any script; what `domainToASCII` would drop or decode (blanks, line breaks, `%`, `/`) is refused before. */
const domainPattern = /^[\p{L}\p{M}\p{N}.-]+$/u;
const labelPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** RFC 5321 §4.5.3.1, and erratum 1690 on RFC 3696 for the whole. */
const localLength = 64;
const addressLength = 254;

/**
 * Parses a mail address: one address and nothing else, so that none can be smuggled in behind it. The domain may be
 * written in any script and comes back in ASCII (RFC 5891); the local part must be ASCII, because a server that cannot
 * take others (RFC 6531) would refuse the mail long after the person has gone.
 *
 * @throws Problem `mail.recipient_refused` (422)
 */
export function parseMailAddress(text: string): string {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(0, at));
  const domain = domainToASCII(text.slice(at + 1));
  const labels = domain.split('.');
  const address = `${local}@${domain}`;
  const sound =
    domainPattern.test(text.slice(at + 1)) &&
    local.length <= localLength &&
    address.length <= addressLength &&
    localPattern.test(local) &&
    labels.every((label) => labelPattern.test(label)) &&
    // A last label of digits is an address of a machine (RFC 3696 §2), not a name.
    !/^\d+$/.test(labels.at(-1) ?? '');
  if (sound) return address;
  throw new Problem('mail.recipient_refused', 422, {
    en: 'No mail can be sent to this address: it must be one address such as name@example.org, with plain letters before the @.',
    fr: "Aucun courriel ne peut partir à cette adresse : il faut une seule adresse comme nom@exemple.fr, sans accent avant l'@.",
  });
}
