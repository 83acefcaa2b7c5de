/** Which origins the applications approved for an API declare: counted, so that one application's change is one step. */
import type { Standing } from '#gateway/compile/application.ts';
import type { Environment } from '#gateway/snapshot.ts';

/** How many applications declare each origin, by `originsKey`. */
export type OriginCounts = Map<string, Map<string, number>>;

export function originsKey(environment: Environment, apiId: string): string {
  return `${environment} ${apiId}`;
}

/** Counts an application in (`step` 1) or out (−1). Most declare no origin, and cost nothing. */
export function countOrigins(
  counts: OriginCounts,
  { enabled, environment, origins, subscriptions }: Standing,
  step: 1 | -1,
): void {
  if (origins.size === 0 || !enabled) return;
  for (const [apiId, { state }] of Object.entries(subscriptions)) {
    if (state !== 'approved') continue;
    const key = originsKey(environment, apiId);
    const ofApi = counts.get(key) ?? new Map<string, number>();
    for (const origin of origins) {
      const count = (ofApi.get(origin) ?? 0) + step;
      if (count > 0) ofApi.set(origin, count);
      else ofApi.delete(origin);
    }
    if (ofApi.size > 0) counts.set(key, ofApi);
    else counts.delete(key);
  }
}
