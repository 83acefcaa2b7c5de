import { callerOf, routeOf, type Step } from '#gateway/decide/decision.ts';
import { withoutParameters } from '#gateway/head/query.ts';

/** The last step: what was matched goes on as it came, without the base path and without credentials. */
export const forward: Step = (walk) => {
  const route = routeOf(walk);
  const { path, query } = walk.arrival.head;
  const below = path.slice(route.basePath.length);
  const inQuery = route.credential === 'client-id' || route.credential === 'client-id-and-secret';
  const kept = inQuery ? withoutParameters(query, ['client_id', 'client_secret']) : query;
  const target = `${below === '' ? '/' : below}${kept === null ? '' : `?${kept}`}`;
  return { kind: 'forward', route, caller: callerOf(walk), target };
};
