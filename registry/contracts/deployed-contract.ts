/** A contract as it holds for one environment: whoever takes it away can call the API with nothing to fill in. */
import { isObject, mapValues, objectOf, objectFrom, type JsonObject } from '#registry/contracts/json.ts';
import type { DeployedApi } from '#registry/contracts/deployed-api.ts';
import { securityOf } from '#registry/contracts/security.ts';

/** The fields of a path item that are operations (OpenAPI 3.1 §4.8.9.1; `query` is 3.2's). */
export const operationMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

/**
 * Puts address and security schemes of `deployed` into `contract`, one of OpenAPI 3.1. Its own are taken away: the gateway
 * decides where the API is and what opens it, not the service behind it.
 */
export function fillDeployment(contract: JsonObject, deployed: DeployedApi): JsonObject {
  const { schemes, requirements } = securityOf(deployed);
  const { servers: _servers, security: _security, components, paths, ...rest } = contract;
  return {
    ...rest,
    servers: [{ url: deployed.url, description: deployed.label }],
    security: requirements,
    paths: mapValues(objectOf(paths), withoutOwnAccess),
    components: { ...objectOf(components), securitySchemes: objectFrom(schemes) },
  };
}

/** A path item without servers and security of its own. */
function withoutOwnAccess(item: unknown): unknown {
  if (!isObject(item)) return item;
  const { servers: _servers, ...rest } = item;
  return mapValues(rest, (value, key) => {
    if (!operationMethods.some((method) => method === key) || !isObject(value)) return value;
    const { servers: _own, security: _security, ...operation } = value;
    return operation;
  });
}
