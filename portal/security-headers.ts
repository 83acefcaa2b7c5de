/** Headers that every answer of the portal carries (OWASP ASVS 5.0 V3.4). */

/** No script, style, font, frame or request but our own; forms go to ourselves only. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds them to `response`; what a page has set itself (a stricter or a wider policy of its own) stays. */
export function addSecurityHeaders(response: Response, portalUrl: string): Response {
  const headers = response.headers;
  const add = (name: string, value: string): void => {
    if (!headers.has(name)) headers.set(name, value);
  };
  add('content-security-policy', contentSecurityPolicy);
  add('x-content-type-options', 'nosniff');
  add('referrer-policy', 'same-origin');
  add('cross-origin-opener-policy', 'same-origin');
  add('cross-origin-resource-policy', 'same-origin');
  add('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  if (portalUrl.startsWith('https:')) add('strict-transport-security', 'max-age=31536000; includeSubDomains');
  return response;
}
