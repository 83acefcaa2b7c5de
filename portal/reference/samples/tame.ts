/**
 * Values for samples. They come from contracts, which providers write, and end as literals in code that developers copy
 * and run: what could end a literal, or be evaluated inside one, in any of the languages must not be in them.
 */

/** Look-alikes of what ends or escapes a literal. Not the curly quotes: to PowerShell they are quotes as well. */
const twins: Readonly<Record<string, string>> = {
  "'": 'ʼ',
  '"': '″',
  '`': 'ˋ',
  '\\': '∖',
  $: '＄',
  '#': '＃',
  '%': '％',
};

/** Gives `text` so that it means itself inside the literals of every language. */
export function tameText(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\p{Cc}+|[\u2028\u2029]+/gu, ' ')
      .replace(/[\u2018-\u201b]/g, 'ʼ')
      .replace(/[\u201c-\u201f]/g, '″')
      .replace(/['"`\\$#%]/g, (found) => twins[found] ?? '')
      // curl takes what begins so for the name of a file to send.
      .replace(/^[@<]+/, '')
  );
}

/** Gives the name of a form's field: curl splits at `=` and `@`. */
export function tameName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.[\]-]+/gu, '_');
}

/** Gives `text` as the value of a header field: visible ASCII, spaces inside. */
export function tameHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]+|['"`\\$#%{}]+/g, '').trim();
}

/** True for a name that may be that of a header field (RFC 9110 §5.6.2), without what is special in a literal. */
export function isHeaderName(name: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(name);
}

/** Gives a JSON value with its keys and texts tame, at every depth. */
export function tameJson(value: unknown): unknown {
  if (typeof value === 'string') return tameText(value);
  if (Array.isArray(value)) return value.map(tameJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [tameText(key), tameJson(inner)]));
}

/** Gives an absolute address with everything percent-encoded that is not plain in an address and in a literal. */
export function tameUrl(address: string): string {
  const href = URL.parse(address)?.href ?? '';
  return href.replace(/[^A-Za-z0-9:/?&=%._~[\]-]/gu, (found) => percentEncode(found));
}

/** `encodeURIComponent` leaves `!'()*` alone, and throws at half a surrogate pair. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
