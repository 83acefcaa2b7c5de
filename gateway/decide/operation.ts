import { answers, methodsAt } from '#gateway/decide/contract.ts';
import { refuse, routeOf, type Step } from '#gateway/decide/decision.ts';

/** Where the API has a contract, only its operations pass: another path is 404, another verb 405 (RFC 9110 §15.5.6). */
export const operation: Step = (walk) => {
  const route = routeOf(walk);
  if (route.contract === null) return null;
  const { head } = walk.arrival;
  const methods = methodsAt(route.contract, head.path, route.basePath.length);
  if (methods === null) return refuse(walk, 'operation.unknown');
  return answers(methods, head.method) ? null : refuse(walk, 'operation.wrong_method', { allow: [...methods] });
};
