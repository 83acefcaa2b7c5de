/** The two requests of a sample: the one for a token, where the API wants one, and the call itself. */
import { askedScope } from '#portal/console/asked-scope.ts';
import {
  baseAddress,
  tokenAddress,
  type Api,
  type Deployment,
  type Issuer,
  type Places,
} from '#portal/console/places.ts';
import { isJson, type OperationView } from '#portal/reference/contract/operation-view.ts';
import type { SampleBody, SampleField, SampleRequest } from '#portal/reference/samples/sample-request.ts';
import { percentEncode } from '#portal/reference/samples/tame.ts';

export type SampleSubject = {
  readonly api: Api;
  readonly deployment: Deployment;
  /** Whose tokens open the deployment; null: it takes none. */
  readonly issuer: Issuer | null;
  /** Of the application that the reader has chosen; null: none. */
  readonly clientId: string | null;
  readonly places: Places;
};

/** What stands in a sample for the client id of a reader who has no application. */
const noClientId = 'YOUR-CLIENT-ID';

/** The request for a token; null when the API wants none. */
export function tokenSample({ api, issuer, clientId, places }: SampleSubject): SampleRequest | null {
  if (api.credential !== 'token' || issuer === null) return null;
  const scope = askedScope(issuer, api.requiredScopes);
  const person = speaksForPersons(issuer);
  const fields: SampleField[] = [
    { name: 'grant_type', value: { text: person ? 'password' : 'client_credentials' } },
    { name: 'client_id', value: { text: clientId ?? noClientId } },
    { name: 'client_secret', value: { variable: 'CLIENT_SECRET' } },
    ...(person
      ? ([
          { name: 'username', value: { variable: 'API_USERNAME' } },
          { name: 'password', value: { variable: 'API_PASSWORD' } },
        ] as const)
      : []),
    ...(scope === null ? [] : [{ name: 'scope', value: { text: scope } }]),
  ];
  return { method: 'POST', url: tokenAddress(places, issuer), headers: [], body: { kind: 'form', fields } };
}

/** True when an issuer's tokens speak for persons alone: its password grant is the only way to one. */
export function speaksForPersons({ grants }: Pick<Issuer, 'grants'>): boolean {
  return grants.includes('password') && !grants.includes('client_credentials');
}

/** The call of `operation` with the examples of its contract. */
export function callSample(subject: SampleSubject, operation: OperationView): SampleRequest {
  const shown = operation.parameters.filter(({ required, place }) => required || place === 'path');
  const query = shown
    .filter(({ place }) => place === 'query')
    .map(({ name, example }) => `${percentEncode(name)}=${percentEncode(example)}`);
  const path = operation.path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const parameter = shown.find((one) => one.place === 'path' && one.name === name);
    return percentEncode(parameter?.example || name);
  });
  const headers = shown.filter(({ place }) => place === 'header');
  return {
    method: operation.method,
    url: baseAddress(subject.places, subject.deployment) + path + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers: [
      ...credentialFields(subject),
      ...headers.map(({ name, example }) => ({ name, value: { text: example } })),
    ],
    body: bodyOf(operation),
  };
}

/** The call that gets `target`, path and query below the API's base path. */
export function getSample(subject: SampleSubject, target: string): SampleRequest {
  const url = baseAddress(subject.places, subject.deployment) + target;
  return { method: 'GET', url, headers: credentialFields(subject), body: null };
}

/** What a call of the API carries. */
function credentialFields({ api, clientId }: SampleSubject): SampleField[] {
  if (api.credential === 'token') {
    return [{ name: 'Authorization', value: { before: 'Bearer ', variable: 'ACCESS_TOKEN' } }];
  }
  if (api.credential === 'api-key') return [{ name: 'X-Api-Key', value: { variable: 'API_KEY' } }];
  const id: SampleField = { name: 'X-IBM-Client-Id', value: { text: clientId ?? noClientId } };
  if (api.credential === 'client-id') return [id];
  return [id, { name: 'X-IBM-Client-Secret', value: { variable: 'CLIENT_SECRET' } }];
}

function bodyOf({ body, method }: OperationView): SampleBody | null {
  const content = body?.contents.find(({ mediaType }) => isJson(mediaType)) ?? body?.contents[0];
  if (body === null || content === undefined || method === 'GET' || method === 'HEAD') return null;
  const { mediaType, example, schema } = content;
  if (mediaType === 'multipart/form-data') {
    const fields = schema.properties.map(({ name }) => ({
      name,
      text: body.fileFields.includes(name) ? null : 'text',
    }));
    return { kind: 'multipart', fields };
  }
  if (mediaType === 'application/x-www-form-urlencoded') {
    return { kind: 'form', fields: schema.properties.map(({ name }) => ({ name, value: { text: 'text' } })) };
  }
  if (isJson(mediaType)) return { kind: 'json', mediaType, value: parsedOr(example) };
  return { kind: 'text', mediaType, text: example };
}

function parsedOr(example: string): unknown {
  try {
    return JSON.parse(example);
  } catch {
    return {};
  }
}
