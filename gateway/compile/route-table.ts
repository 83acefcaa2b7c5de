/** Base paths of one host or one environment: a look-up costs as many steps as there are different depths, at most. */
import type { CompiledRoute, RouteTable } from '#gateway/decide/compiled-snapshot.ts';

export type MutableRouteTable = RouteTable & {
  /** Puts the route with this key in, in place of the one with the same key. */
  readonly put: (key: string, route: CompiledRoute) => void;
  readonly delete: (key: string, basePath: string) => void;
  readonly isEmpty: () => boolean;
};

/**
 * Opens an empty table. Of several routes with the same base path the one with the smallest key answers: the registry has
 * none such, and what stands here must not depend on the order in which it came.
 */
export function openRouteTable(): MutableRouteTable {
  const answering = new Map<string, CompiledRoute>();
  const candidates = new Map<string, Map<string, CompiledRoute>>();
  /** How many base paths there are with so many slashes. */
  const atDepth: number[] = [];

  function settle(basePath: string, sameBasePath: Map<string, CompiledRoute>): void {
    const [first] = [...sameBasePath.keys()].toSorted();
    const route = first === undefined ? undefined : sameBasePath.get(first);
    const depth = slashesIn(basePath);
    const change = Number(route !== undefined) - Number(answering.has(basePath));
    while (atDepth.length <= depth) atDepth.push(0);
    atDepth[depth] = (atDepth[depth] ?? 0) + change;
    if (route === undefined) {
      answering.delete(basePath);
      candidates.delete(basePath);
    } else {
      answering.set(basePath, route);
    }
  }

  return {
    get: (basePath) => answering.get(basePath),
    longest: (path) => longestIn(answering, atDepth, path),
    isEmpty: () => answering.size === 0,
    put: (key, route) => {
      const sameBasePath = candidates.get(route.basePath) ?? new Map<string, CompiledRoute>();
      candidates.set(route.basePath, sameBasePath);
      sameBasePath.set(key, route);
      settle(route.basePath, sameBasePath);
    },
    delete: (key, basePath) => {
      const sameBasePath = candidates.get(basePath);
      if (sameBasePath?.delete(key) === true) settle(basePath, sameBasePath);
    },
  };
}

/** Looks up the beginnings of `path` that end where a segment ends, at the depths that occur; the last found is the longest. */
function longestIn(
  routes: ReadonlyMap<string, CompiledRoute>,
  atDepth: readonly number[],
  path: string,
): CompiledRoute | undefined {
  let found = (atDepth[0] ?? 0) > 0 ? routes.get('') : undefined;
  let end = 0;
  for (let depth = 1; depth < atDepth.length && end < path.length; depth += 1) {
    const slash = path.indexOf('/', end + 1);
    end = slash === -1 ? path.length : slash;
    if ((atDepth[depth] ?? 0) > 0) found = routes.get(path.slice(0, end)) ?? found;
  }
  return found;
}

function slashesIn(basePath: string): number {
  return basePath.split('/').length - 1;
}
