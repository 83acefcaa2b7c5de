/** Client authentication (RFC 6749 §2.3.1): HTTP Basic or parameters in the body, never both. */
import { matchSecret } from '#base/secret-match.ts';
import type { Client } from '#identity/clients/client.ts';
import type { Exchange } from '#identity/exchange.ts';
import { decodeComponent, type Form } from '#identity/form.ts';
import { isRefusal, refusal, type Refusal } from '#identity/refusal.ts';

/** A client that proved itself, and the secret it did so with. */
export type ProvenClient = { readonly client: Client; readonly secretId: string };

type Presented = { readonly clientId: string; readonly secret: string; readonly basic: boolean };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const basicScheme = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** Authenticates the client of a request: a client of the issuer's environment whose application is enabled. */
export function authenticateClient(
  exchange: Exchange,
  form: Form,
): ProvenClient | Refusal | Promise<ProvenClient | Refusal> {
  const presented = presentedClient(exchange.request.headers.get('authorization'), form);
  if (isRefusal(presented)) return presented;
  const clientId = presented.clientId.toLowerCase();
  const client = uuid.test(clientId) ? exchange.services.directory.client(clientId) : null;
  // A client that is remembered is judged at once.
  return client instanceof Promise
    ? client.then((found) => judge(exchange, presented, found))
    : judge(exchange, presented, client);
}

function judge(exchange: Exchange, presented: Presented, client: Client | null): ProvenClient | Refusal {
  const challenge = presented.basic ? ({ challenge: 'Basic' } as const) : {};
  const { registry, secretUses } = exchange.services;
  const nowMs = registry.clock.nowMs();
  const secret = matchSecret(client?.secrets ?? [], presented.secret, nowMs);
  // The same words for every reason: whether a client id exists is nobody's business.
  if (client === null || secret === null || client.environment !== exchange.issuer.environment) {
    return refusal('invalid_client', 'Client authentication failed.', challenge);
  }
  if (!client.enabled) return refusal('invalid_client', 'The application is disabled.', challenge);
  secretUses.note(secret.id, nowMs);
  return { client, secretId: secret.id };
}

/** Reads what the request presents as client id and secret. */
function presentedClient(authorization: string | null, form: Form): Presented | Refusal {
  const bodyId = form.get('client_id');
  const bodySecret = form.get('client_secret');
  if (authorization === null) {
    if (bodyId !== undefined && bodySecret !== undefined) return { clientId: bodyId, secret: bodySecret, basic: false };
    return refusal('invalid_client', 'The client must authenticate: HTTP Basic, or client_id and client_secret.');
  }
  if (bodySecret !== undefined) {
    return refusal('invalid_request', 'Use HTTP Basic or parameters in the body to authenticate, not both.');
  }
  const presented = readBasic(authorization);
  if (presented === null) return refusal('invalid_request', 'The Authorization header is not well-formed HTTP Basic.');
  if (bodyId !== undefined && bodyId !== presented.clientId) {
    return refusal('invalid_request', 'client_id in the body is not the one of the Authorization header.');
  }
  return presented;
}

/** Reads an `Authorization: Basic` header; id and secret are form-encoded inside (RFC 6749 §2.3.1). */
function readBasic(authorization: string): Presented | null {
  const encoded = basicScheme.exec(authorization)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return null;
  const clientId = decodeComponent(text.slice(0, colon));
  const secret = decodeComponent(text.slice(colon + 1));
  if (clientId === null || clientId === '' || secret === null || secret === '') return null;
  return { clientId, secret, basic: true };
}
