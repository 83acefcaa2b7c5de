/** What the answers of an API on its way out say about it, as field lines. */
import type { SnapshotDeprecation } from '#gateway/snapshot.ts';

/**
 * `Deprecation: @<seconds>` (RFC 9745 §2.1: a structured date), `Sunset: <HTTP-date>` (RFC 8594 §3), the address of what
 * takes its place (RFC 5829 §3.3) and that of the page which says more (RFC 9745 §3). Empty for an API that stays.
 */
export function deprecationLines(deprecation: SnapshotDeprecation | null): string {
  if (deprecation === null) return '';
  const { deprecatedAtMs, sunsetAtMs, successor, page } = deprecation;
  let lines = '';
  if (deprecatedAtMs !== null) lines += `deprecation: @${Math.floor(deprecatedAtMs / 1000)}\r\n`;
  if (sunsetAtMs !== null) lines += `sunset: ${new Date(sunsetAtMs).toUTCString()}\r\n`;
  if (successor !== null) lines += `link: <${successor}>; rel="successor-version"\r\n`;
  return `${lines}link: <${page}>; rel="deprecation"; type="text/html"\r\n`;
}
