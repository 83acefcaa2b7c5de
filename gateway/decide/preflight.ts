/**
 * The CORS pre-flight (Fetch standard §3.2.2). It carries no credential, so the application is not known yet: the origin
 * must be one that some application approved for the API declares.
 */
import type { CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import { methodsAt } from '#gateway/decide/contract.ts';
import { refuse, routeOf, type Step, type Walk } from '#gateway/decide/decision.ts';
import { allowsOrigin } from '#gateway/decide/origins.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import { listMembers, onlyValue } from '#gateway/head/fields.ts';

const maximumAgeSeconds = '600';
const methodsWithoutContract = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const fieldName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

export const preflight: Step = (walk) => {
  const { head } = walk.arrival;
  const route = routeOf(walk);
  if (!route.cors || head.method !== 'OPTIONS') return null;
  const origin = onlyValue(head.message, kinds.origin);
  if (origin === undefined || onlyValue(head.message, kinds.requestMethod) === undefined) return null;
  if (!allowsOrigin(route.origins, origin)) return refuse(walk, 'cors.origin_not_allowed');
  const methods = methodsFor(route, walk);
  if (methods === null) return refuse(walk, 'operation.unknown');
  const requested = listMembers(head.message, kinds.requestHeaders).filter((name) => fieldName.test(name));
  return {
    kind: 'preflight',
    route,
    fields: [
      ['access-control-allow-origin', origin],
      ['access-control-allow-methods', methods.join(', ')],
      ...(requested.length > 0 ? [['access-control-allow-headers', requested.join(', ')] as const] : []),
      ['access-control-max-age', maximumAgeSeconds],
      ['vary', 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'],
    ],
  };
};

function methodsFor(route: CompiledRoute, walk: Walk): readonly string[] | null {
  if (route.contract === null) return methodsWithoutContract;
  const methods = methodsAt(route.contract, walk.arrival.head.path.slice(route.basePath.length));
  return methods === null ? null : [...methods];
}
