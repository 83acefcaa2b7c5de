/** A route, compiled; who issues its tokens and which origins may call it is looked up in what stands around it. */
import { deprecationLines } from '#gateway/compile/deprecation-lines.ts';
import { sharing } from '#gateway/compile/share.ts';
import type { CompiledRoute, Origins } from '#gateway/decide/compiled-snapshot.ts';
import { compileContract } from '#gateway/decide/contract.ts';
import type { SnapshotRoute } from '#gateway/snapshot.ts';

export type RouteCompiler = (route: SnapshotRoute) => CompiledRoute;

const noOrigins: Origins = new Set<string>();

/** Opens a compiler. `originsOf` gives the living set of origins of an API; the issuer is null until the route is linked. */
export function routeCompiler(originsOf: (route: SnapshotRoute) => Origins): RouteCompiler {
  // An API in two environments has one contract.
  const contractOf = sharing(compileContract);
  return (route) => ({
    ...route,
    issuer: null,
    contract: route.operations === null ? null : contractOf(route.operations),
    origins: route.cors ? originsOf(route) : noOrigins,
    deprecationLines: deprecationLines(route.deprecation),
  });
}

/** Gives back what was compiled. */
export function routeRecord({
  issuer: _issuer,
  contract: _contract,
  origins: _origins,
  deprecationLines: _deprecationLines,
  ...route
}: CompiledRoute): SnapshotRoute {
  return route;
}
