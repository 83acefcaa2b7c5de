/** An identity server on a database of its own, with the guides' two issuers, clients and an account. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import { newId } from '#base/ids.ts';
import { silentLog } from '#base/log.ts';
import { openPasswordHasher, type PasswordHasher } from '#base/password-hash.ts';
import { seal } from '#base/seal.ts';
import {
  accounts,
  applications,
  credentials,
  issuerPasswordClients,
  issuers,
  organisations,
  providers,
  secrets,
} from '#database/tables.ts';
import { openIdentity, type Identity } from '#identity/server.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import type { Registry } from '#registry/operation.ts';
import { openTestDatabase } from '#test/database.ts';

export const gatewayKey = 'gateway-key-of-the-tests';

export type TestClient = {
  readonly applicationId: string;
  readonly credentialId: string;
  readonly secretId: string;
  readonly clientId: string;
  readonly secret: string;
};

export type TestIdentity = {
  readonly identity: Identity;
  readonly registry: Registry;
  /** Moves the clock. */
  readonly pass: (ms: number) => void;
  readonly piste: typeof issuers.$inferSelect;
  readonly inqom: typeof issuers.$inferSelect;
  /** A sandbox client. */
  readonly client: TestClient;
  /** A production client that may use the password grant of `inqom`. */
  readonly passwordClient: TestClient;
  /** A production client that may not. */
  readonly otherClient: TestClient;
  readonly account: { readonly id: string; readonly email: string; readonly password: string };
  /** Makes one more client. */
  readonly addClient: (environment: 'sandbox' | 'production') => Promise<TestClient>;
  /** Posts a form to the path below an address. */
  readonly post: (
    url: string,
    form: Record<string, string> | string,
    headers?: Record<string, string>,
  ) => Promise<Response>;
};

type Options = { readonly inqom?: Partial<typeof issuers.$inferInsert>; readonly passwords?: PasswordHasher };

/** Opens it; it is closed when the test ends. */
export async function openTestIdentity(t: Pick<TestContext, 'after'>, options: Options = {}): Promise<TestIdentity> {
  const database = await openTestDatabase();
  let nowMs = Date.now();
  const clock: Clock = { nowMs: () => nowMs };
  const passwords = options.passwords ?? openPasswordHasher();
  const registry: Registry = {
    database,
    clock,
    sealingKey: { bytes: randomBytes(32) },
    passwords,
    passwordFailures: openPasswordFailures(),
  };
  const { organisationId, piste, inqom } = await insertIssuers(registry, options.inqom);
  const client = await insertClient(registry, organisationId, 'sandbox');
  const passwordClient = await insertClient(registry, organisationId, 'production');
  const otherClient = await insertClient(registry, organisationId, 'production');
  await database.query
    .insert(issuerPasswordClients)
    .values({ issuerId: inqom.id, applicationId: passwordClient.applicationId });
  const account = { id: newId(), email: 'marie@exemple.fr', password: 'Correct-horse-battery-1' };
  await database.query.insert(accounts).values({
    id: account.id,
    email: account.email,
    name: 'Marie',
    active: true,
    createdAt: new Date(nowMs),
    passwordHash: await passwords.hash(account.password),
  });
  const identity = await openIdentity({ registry, log: silentLog, gatewayKey });
  t.after(async () => {
    await identity.close();
    await database.close();
  });
  const post: TestIdentity['post'] = (url, form, headers = {}) =>
    identity.fetch(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
      { address: '192.0.2.1' },
    );
  const addClient = (environment: 'sandbox' | 'production') => insertClient(registry, organisationId, environment);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { identity, registry, pass, addClient, piste, inqom, client, passwordClient, otherClient, account, post };
}

async function insertIssuers(registry: Registry, more: Partial<typeof issuers.$inferInsert> = {}) {
  const { query } = registry.database;
  const organisationId = newId();
  const providerId = newId();
  const createdAt = new Date(registry.clock.nowMs());
  await query.insert(organisations).values({ id: organisationId, slug: 'mtes', name: 'MTES', createdAt });
  const provider = { slug: 'piste', nameFr: 'PISTE', nameEn: 'PISTE', contactEmail: 'a@exemple.fr' };
  await query.insert(providers).values({ ...provider, id: providerId, organisationId });
  const [piste] = await query
    .insert(issuers)
    .values({
      id: newId(),
      providerId,
      slug: 'piste-sandbox',
      environment: 'sandbox',
      url: 'https://sandbox-oauth.piste.gouv.fr',
      dialect: 'piste',
      tokenFormat: 'opaque',
      grants: ['client_credentials'],
      scopes: ['openid', 'resource.READ'],
      defaultScope: 'openid resource.READ',
    })
    .returning();
  const [inqom] = await query
    .insert(issuers)
    .values({
      id: newId(),
      providerId,
      slug: 'inqom',
      environment: 'production',
      url: 'https://auth.inqom.com/identity',
      dialect: 'identityserver',
      tokenFormat: 'jwt',
      grants: ['password', 'client_credentials'],
      scopes: ['openid', 'apidata'],
      ...more,
    })
    .returning();
  if (piste === undefined || inqom === undefined) throw new Error('the issuers were not stored');
  return { organisationId, piste, inqom };
}

/** Inserts an application with one secret. */
async function insertClient(
  registry: Registry,
  organisationId: string,
  environment: 'sandbox' | 'production',
): Promise<TestClient> {
  const { query } = registry.database;
  const createdAt = new Date(registry.clock.nowMs());
  const made = { applicationId: newId(), credentialId: newId(), secretId: newId() };
  const clientId = randomUUID();
  const secret = randomBytes(32).toString('base64url');
  await query.insert(applications).values({
    id: made.applicationId,
    organisationId,
    name: `application ${clientId}`,
    environment,
    email: 'a@exemple.fr',
    status: 'validated',
    createdAt,
  });
  const { applicationId, credentialId, secretId } = made;
  await query
    .insert(credentials)
    .values({ id: credentialId, applicationId, clientId, type: 'confidential', createdAt });
  await query.insert(secrets).values({
    id: secretId,
    credentialId,
    label: 'first',
    digest: createHash('sha256').update(secret).digest(),
    sealed: seal(registry.sealingKey, secretId, secret),
    createdAt,
  });
  return { ...made, clientId, secret };
}

/** Reads an answer as JSON. */
export async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

/** Reads the access token out of an answer. */
export async function tokenOf(response: Response): Promise<string> {
  return z.string().parse((await jsonOf(response))['access_token']);
}
