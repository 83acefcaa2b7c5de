import type { CompiledRoute, RouteTable } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, type Step, type Walk } from '#gateway/decide/decision.ts';
import { isAddress } from '#gateway/head/host.ts';

/** Finds the API by host and base path; for calls to an address, by the listener's environment and base path. */
export const route: Step = (walk) => {
  const found = longestBasePath(tableFor(walk), walk.arrival.head.path);
  if (found === null || !servedBy(walk, found)) return refuse(walk, 'route.unknown');
  walk.route = found;
  return null;
};

function tableFor({ arrival, snapshot }: Walk): RouteTable | undefined {
  const byHost = snapshot.routesByHost.get(arrival.head.host);
  if (byHost !== undefined || !isAddress(arrival.head.host) || arrival.environment === null) return byHost;
  return snapshot.routesByEnvironment.get(arrival.environment);
}

/** A listener of one environment serves no other, whatever host name is asked for. */
function servedBy({ arrival }: Walk, found: CompiledRoute): boolean {
  return arrival.environment === null || arrival.environment === found.environment;
}

/** Looks the path up, then the path without its last segment, and so on to the root. */
function longestBasePath(table: RouteTable | undefined, path: string): CompiledRoute | null {
  if (table === undefined) return null;
  let end = path.length;
  while (end >= 0) {
    const found = table.get(path.slice(0, end));
    if (found !== undefined) return found;
    end = end === 0 ? -1 : path.lastIndexOf('/', end - 1);
  }
  return null;
}
