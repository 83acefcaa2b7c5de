/** The header fields of the answer that goes back to the client. */
import type { CompiledRoute, Origins } from '#gateway/decide/compiled-snapshot.ts';
import { allowsOrigin } from '#gateway/decide/origins.ts';
import { onlyValue, type Field, type Fields } from '#gateway/head/fields.ts';
import { withoutHopByHop } from '#gateway/head/hop-by-hop.ts';

/** Passes an upstream's fields on. Where the gateway answers for CORS, the upstream's own word about it is dropped. */
export function responseFields(upstream: Fields, requestId: string, cors: Fields | null): Fields {
  const kept = withoutHopByHop(upstream).filter(
    ([name]) =>
      name !== 'x-request-id' &&
      !name.startsWith('x-guichet-') &&
      (cors === null || !name.startsWith('access-control-')),
  );
  return [...kept, ...(cors ?? []), ['x-request-id', requestId]];
}

const exposed: Field = ['access-control-expose-headers', 'X-Request-Id, X-Guichet-Reason'];

/**
 * What a browser is told about an answer of `route` (Fetch standard §3.2.3); null when the API leaves CORS to its upstream.
 * `origins` are the application's, or all of the API's when the application is not known.
 */
export function corsFields(route: CompiledRoute, origins: Origins, request: Fields): Fields | null {
  if (!route.cors) return null;
  const origin = onlyValue(request, 'origin');
  if (origin === undefined || !allowsOrigin(origins, origin)) return [['vary', 'Origin']];
  return [['vary', 'Origin'], ['access-control-allow-origin', origin], exposed];
}
