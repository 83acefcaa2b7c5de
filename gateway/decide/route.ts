import type { CompiledRoute, RouteTable } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, type Step, type Walk } from '#gateway/decide/decision.ts';
import { isAddress } from '#gateway/head/host.ts';

/** Finds the API by host and base path; for calls to an address, by the listener's environment and base path. */
export const route: Step = (walk) => {
  const found = tableFor(walk)?.longest(walk.arrival.head.path);
  if (found === undefined || !servedBy(walk, found)) return refuse(walk, 'route.unknown');
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
