/** What browsers call themselves, most particular first: the others' names stand in theirs, too. */
const browsers = [
  ['Edge', /\bEdgA?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Headless)?(Chrome|Chromium|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;

const systems = [
  ['Android', /\bAndroid\b/],
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** A name for a browser that its user recognises: `Firefox, Windows`; null: it tells nothing. */
export function browserName(userAgent: string): string | null {
  const nameIn = (known: readonly (readonly [string, RegExp])[]) =>
    known.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const parts = [nameIn(browsers), nameIn(systems)].filter((part) => part !== undefined);
  if (parts.length > 0) return parts.join(', ');
  return userAgent.trim() === '' ? null : userAgent.trim().slice(0, 40);
}
