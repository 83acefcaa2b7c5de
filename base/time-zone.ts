/** Time zones, by their names in the IANA database. */

/** The zone of those who say none. */
export const defaultTimeZone = 'Europe/Paris';

/** True for the name of a time zone that this machine knows: `Europe/Paris`, `UTC`; not for an offset like `+01:00`. */
export function isTimeZone(name: string): boolean {
  // Intl takes offsets too, which know no summer time.
  if (!/^[A-Z]/i.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
