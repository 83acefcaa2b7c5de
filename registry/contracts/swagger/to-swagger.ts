/**
 * Contracts as Swagger 2.0, which the PISTE guide offers and many generators still read.
 *
 * Ours, because no kept library goes this way: `api-spec-converter` refuses 3.1, brings 330 packages, and what it made of
 * our own contract (labelled 3.0) a validator refused.
 */
import type { DeployedApi } from '#registry/contracts/deployed-api.ts';
import { operationMethods } from '#registry/contracts/deployed-contract.ts';
import {
  extensionsOf,
  isObject,
  listOf,
  mapValues,
  objectFrom,
  objectOf,
  pick,
  type JsonObject,
} from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';
import { securityOf } from '#registry/contracts/security.ts';
import { swaggerOperation, swaggerParameters } from '#registry/contracts/swagger/operation.ts';
import { swaggerSchema } from '#registry/contracts/swagger/schema.ts';

/** Gives a contract of OpenAPI 3.1 as a Swagger 2.0 document for one deployment. */
export function toSwagger(contract: JsonObject, deployed: DeployedApi): JsonObject {
  const url = new URL(deployed.url);
  const { definitions, requirements } = swaggerSecurity(deployed);
  return {
    swagger: '2.0',
    info: swaggerInfo(objectOf(contract['info'])),
    host: url.host,
    basePath: url.pathname,
    schemes: [url.protocol.slice(0, -1)],
    securityDefinitions: definitions,
    security: requirements,
    ...(Array.isArray(contract['tags']) ? { tags: contract['tags'].filter(isObject).map(swaggerTag) } : {}),
    ...pick(contract, ['externalDocs']),
    paths: mapValues(objectOf(contract['paths']), (item, path) =>
      path.startsWith('/') ? swaggerPath(contract, item) : undefined,
    ),
    definitions: mapValues(objectOf(objectOf(contract['components'])['schemas']), swaggerSchema),
    ...extensionsOf(contract),
  };
}

function swaggerInfo(info: JsonObject): JsonObject {
  const license = objectOf(info['license']);
  return {
    title: '',
    version: '',
    ...pick(info, ['title', 'version', 'description', 'termsOfService', 'contact']),
    ...('name' in license ? { license: { ...pick(license, ['name', 'url']), ...extensionsOf(license) } } : {}),
    ...extensionsOf(info),
  };
}

function swaggerTag(tag: JsonObject): JsonObject {
  return { ...pick(tag, ['name', 'description', 'externalDocs']), ...extensionsOf(tag) };
}

/** The methods of 2.0: all but `trace` and `query`. */
const swaggerMethods = operationMethods.filter((method) => method !== 'trace' && method !== 'query');

function swaggerPath(contract: JsonObject, given: unknown): JsonObject {
  const item = resolveReference(contract, given);
  const parameters = swaggerParameters(contract, listOf(item['parameters']));
  const operations = swaggerMethods.flatMap((method) =>
    isObject(item[method]) ? [[method, swaggerOperation(contract, item[method])] as const] : [],
  );
  return { ...(parameters.length > 0 ? { parameters } : {}), ...objectFrom(operations), ...extensionsOf(item) };
}

/** Names of OAuth's flows in 2.0, where a definition has one. */
const swaggerFlows: readonly (readonly [name: string, flow: string])[] = [
  ['clientCredentials', 'application'],
  ['password', 'password'],
];

function swaggerSecurity(deployed: DeployedApi): { definitions: JsonObject; requirements: readonly JsonObject[] } {
  const { schemes, requirements } = securityOf(deployed);
  if (deployed.credential !== 'token') return { definitions: objectFrom(schemes), requirements };
  const [, oauth] = schemes[0] ?? ['', {}];
  const offered = swaggerFlows.flatMap(([name, flow]) => {
    const { tokenUrl, scopes } = objectOf(objectOf(oauth['flows'])[name]);
    return tokenUrl === undefined ? [] : [[`oauth2-${flow}`, { type: 'oauth2', flow, tokenUrl, scopes }] as const];
  });
  // Any of them opens an operation.
  return {
    definitions: objectFrom(offered),
    requirements: offered.map(([name]) => ({ [name]: deployed.requiredScopes })),
  };
}
