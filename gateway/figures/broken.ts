/** Requests whose answer broke off, or whose client left: too rare to cost anything, and worth a number each. */
import type { CompiledRoute, CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { Broken } from '#gateway/figures/worker-state.ts';
import type { Outcome } from '#gateway/usage/parcel.ts';

export type BrokenTally = {
  readonly add: (route: CompiledRoute, outcome: Extract<Outcome, 'cut' | 'abandoned'>) => void;
  /** Gives everything since the last time. */
  readonly take: () => Broken[];
};

export function openBrokenTally(): BrokenTally {
  let byKey = new Map<string, Broken>();
  return {
    add: (route, outcome) => {
      const key = `${route.environment} ${route.apiId} ${outcome}`;
      const { environment } = route;
      const before = byKey.get(key)?.calls ?? 0;
      byKey.set(key, { api: apiName(route), environment, outcome, calls: before + 1 });
    },
    take: () => {
      const taken = [...byKey.values()];
      byKey = new Map();
      return taken;
    },
  };
}

/** The names of all APIs of a snapshot. */
export function apiNames({ routes }: CompiledSnapshot): { readonly apiId: string; readonly name: string }[] {
  const names = new Map([...routes.values()].map((route) => [route.apiId, apiName(route)]));
  return [...names].map(([apiId, name]) => ({ apiId, name }));
}

/** An API as metrics call it: `sne-cotation/1.0`. */
export function apiName({ apiSlug, apiVersion }: Pick<CompiledRoute, 'apiSlug' | 'apiVersion'>): string {
  return `${apiSlug}/${apiVersion}`;
}
