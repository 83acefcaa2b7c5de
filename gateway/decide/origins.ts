/** True when `origins` (exact origins, or `*`) hold the origin of a browser's page. */
export function allowsOrigin(origins: ReadonlySet<string>, origin: string): boolean {
  return origins.has('*') || origins.has(origin);
}
