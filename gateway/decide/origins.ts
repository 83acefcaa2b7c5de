import type { Origins } from '#gateway/decide/compiled-snapshot.ts';

/** True when `origins` (exact origins, or `*`) hold the origin of a browser's page. */
export function allowsOrigin(origins: Origins, origin: string): boolean {
  return origins.has('*') || origins.has(origin);
}
