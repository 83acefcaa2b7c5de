/** What proves the application in a test: got by the portal itself, added by the relay, never in a page. */
import type { Actor, Registry } from '#registry/operation.ts';
import { run } from '#registry/operation.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { useSecretForTest } from '#registry/credentials/use-for-test.ts';
import { localTokenUrl } from '#registry/issuers/addresses.ts';
import { askedScope } from '#portal/console/asked-scope.ts';
import type { Console } from '#portal/console/console.ts';
import type { Field } from '#portal/console/fields.ts';
import { fetchToken, type Person } from '#portal/console/fetch-token.ts';
import { heldKey } from '#portal/console/held-credentials.ts';
import type { Api, Deployment, Issuer } from '#portal/console/places.ts';

/** Who tests what with which application. */
export type Tester = {
  readonly registry: Registry;
  readonly console: Console;
  readonly actor: Actor;
  readonly sessionId: string;
  readonly peer: string;
  readonly application: { readonly id: string; readonly credential: { readonly clientId: string } };
  readonly api: Api;
  readonly deployment: Deployment;
  /** Null: the deployment takes no tokens. */
  readonly issuer: Issuer | null;
  /** The access account that was given with this call; null: none. */
  readonly person: Person | null;
};

export type Proof = {
  readonly fields: readonly Field[];
  /** Under which name it is held for the next calls; null: it is not. */
  readonly held: string | null;
};

/**
 * Gives what a call of the API carries.
 *
 * @throws Problem `secret.none_live` (409), `api_key.too_many` (409), `relay.person_needed` (422), `relay.token_refused` (502)…
 */
export async function prove(tester: Tester): Promise<Proof> {
  const { api, application } = tester;
  const id: Field = ['x-ibm-client-id', application.credential.clientId];
  switch (api.credential) {
    case 'token':
      return proveByToken(tester);
    case 'api-key':
      return proveByKey(tester);
    case 'client-id':
      return { fields: [id], held: null };
    case 'client-id-and-secret':
      return { fields: [id, ['x-ibm-client-secret', (await useSecret(tester)).secret]], held: null };
  }
}

function useSecret({ registry, actor, application }: Tester): Promise<{ clientId: string; secret: string }> {
  return run(registry, actor, useSecretForTest, { application: application.id });
}

/** True when calls speak for a person: the issuer gives applications no tokens of their own. */
export function needsPerson({ issuer }: Pick<Tester, 'issuer'>): boolean {
  return issuer !== null && issuer.grants.includes('password') && !issuer.grants.includes('client_credentials');
}

/** Under which name a token of the application is held. */
function tokenKey({ sessionId, application, issuer, api }: Omit<Tester, 'person'>): string {
  const scope = issuer === null ? null : askedScope(issuer, api.requiredScopes);
  return heldKey(sessionId, application.id, `${issuer?.slug ?? ''} ${scope ?? ''}`);
}

async function proveByToken(tester: Tester): Promise<Proof> {
  const { issuer, person, console, registry, api, peer } = tester;
  if (issuer === null) throw withoutIssuer();
  const key = tokenKey(tester);
  const held = person === null ? console.held.get(key) : undefined;
  if (held !== undefined) return { fields: [bearer(held)], held: key };
  if (person === null && needsPerson(tester)) throw personNeeded();
  const token = await fetchToken({
    url: localTokenUrl(console.places.identity, issuer),
    client: await useSecret(tester),
    scope: askedScope(issuer, api.requiredScopes),
    ...{ person, peer },
  });
  // A person's token is for the one call that the password was given for.
  if (person !== null) return { fields: [bearer(token.value)], held: null };
  console.held.put(key, token.value, registry.clock.nowMs() + token.lifeMs);
  return { fields: [bearer(token.value)], held: key };
}

function bearer(token: string): Field {
  return ['authorization', `Bearer ${token}`];
}

/** Of the application's own keys the portal knows digests alone: it makes one that ends soon. */
async function proveByKey({ registry, actor, sessionId, application, console }: Tester): Promise<Proof> {
  const key = heldKey(sessionId, application.id, 'api key');
  const held = console.held.get(key);
  if (held !== undefined) return { fields: [['x-api-key', held]], held: key };
  const expiresAtMs = registry.clock.nowMs() + limits.relayKeyMs;
  const made = await run(registry, actor, createApiKey, {
    application: application.id,
    label: 'test',
    expiresAt: new Date(expiresAtMs).toISOString(),
  });
  console.held.put(key, made.value, expiresAtMs);
  return { fields: [['x-api-key', made.value]], held: key };
}

function personNeeded(): Problem {
  return new Problem('relay.person_needed', 422, {
    en: 'Tokens of this API speak for a person: give the e-mail address and the password of an access account.',
    fr: "Les jetons de cette API parlent pour une personne : indiquez l'adresse et le mot de passe d'un compte d'accès.",
  });
}

function withoutIssuer(): Problem {
  return new Problem('relay.no_issuer', 409, {
    en: 'This API wants tokens, but no authorization server is declared for this environment: tell its provider.',
    fr: "Cette API exige des jetons, mais aucun serveur d'autorisation n'est déclaré pour cet environnement : dites-le à son fournisseur.",
  });
}
