/** The security schemes of a deployed API (OpenAPI 3.1 §4.8.27). */
import type { DeployedApi } from '#registry/contracts/deployed-api.ts';
import { objectFrom, type JsonObject } from '#registry/contracts/json.ts';

type Security = {
  readonly schemes: readonly (readonly [name: string, scheme: JsonObject])[];
  /** One of them opens an operation. */
  readonly requirements: readonly JsonObject[];
};

/** Names of the fields that carry credentials: the gateway's `field-kinds.ts` reads them. */
const header = (name: string): JsonObject => ({ type: 'apiKey', in: 'header', name });

const headerSchemes: Readonly<
  Record<Exclude<DeployedApi['credential'], 'token'>, readonly (readonly [name: string, scheme: JsonObject])[]>
> = {
  'client-id': [['clientId', header('X-IBM-Client-Id')]],
  'client-id-and-secret': [
    ['clientId', header('X-IBM-Client-Id')],
    ['clientSecret', header('X-IBM-Client-Secret')],
  ],
  'api-key': [['apiKey', header('X-API-Key')]],
};

/** Name of the OAuth flow, in OpenAPI 3, of each grant that programs use. */
const flows: readonly (readonly [grant: string, flow: string])[] = [
  ['client_credentials', 'clientCredentials'],
  ['password', 'password'],
];

/** Gives the schemes that open the API, and how they go together. */
export function securityOf({ credential, requiredScopes, issuer }: DeployedApi): Security {
  if (credential !== 'token') {
    const schemes = headerSchemes[credential];
    // One requirement with all of them: they go together.
    return { schemes, requirements: [objectFrom(schemes.map(([name]) => [name, []]))] };
  }
  if (issuer === null) return { schemes: [], requirements: [] };
  const scopes = objectFrom(requiredScopes.map((scope) => [scope, '']));
  const offered = flows.filter(([grant]) => issuer.grants.includes(grant));
  const oauth = {
    type: 'oauth2',
    flows: objectFrom(offered.map(([, flow]) => [flow, { tokenUrl: issuer.tokenUrl, scopes }])),
  };
  return { schemes: [['oauth2', oauth]], requirements: [{ oauth2: requiredScopes }] };
}
