/** Guichet's identity server: durable tokens on the embedded PostgreSQL, fsync on. The database keeps to the load's core. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenServer } from '#bench/tokens/server.ts';
import { systemClock } from '#base/clock.ts';
import { newId } from '#base/ids.ts';
import { openLog, silentLog } from '#base/log.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import { seal } from '#base/seal.ts';
import { openDatabase } from '#database/open.ts';
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
import { openIdentityListener } from '#identity/listener.ts';
import { openIdentity } from '#identity/server.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import type { Registry } from '#registry/operation.ts';

const databaseCore = 1;
const gatewayKey = randomBytes(32).toString('base64url');
const client = { id: randomUUID(), secret: randomBytes(32).toString('base64url') };
const person = { email: 'bench@exemple.fr', password: 'a password of the benchmark' };

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const log = openLog({}, undefined, 'warn');
const database = await openDatabase({ dataFolder: folder, log, mode: 'own', poolSize: 4 });
const postmaster = database.serverPid();
// The server's processes were born on the core of this one; later connections inherit the postmaster's.
if (postmaster !== null) {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
  for (const pid of [String(postmaster), ...children]) {
    execFileSync('taskset', ['-a', '-p', '-c', String(databaseCore), pid]);
  }
}

const passwords = openPasswordHasher();
const registry: Registry = {
  database,
  clock: systemClock,
  sealingKey: { bytes: randomBytes(32) },
  passwords,
  passwordFailures: openPasswordFailures(),
};
const applicationId = await insertClient();
const providerId = await insertProvider();
const opaque = await insertIssuer('opaque', 'opaque');
const jwt = await insertIssuer('es256', 'jwt');
await insertPerson();

const identity = await openIdentity({ registry, log: silentLog, gatewayKey });
const { url: base, close } = await openIdentityListener({ identity, host: '127.0.0.1', port: 0, log: silentLog });
const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
const user = { ...form, grant_type: 'password', username: person.email, password: person.password };
const ready: TokenServer = {
  opaque: { url: `${base}/${opaque}/api/oauth/token`, form },
  jwt: { url: `${base}/${jwt}/api/oauth/token`, form },
  introspection: {
    url: `${base}/${opaque}/api/oauth/introspect`,
    form: {},
    headers: { Authorization: `Bearer ${gatewayKey}` },
  },
  password: { url: `${base}/${opaque}/api/oauth/token`, form: user },
};
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.once('SIGTERM', () => {
  void close()
    .then(() => identity.close())
    .then(() => database.close())
    .then(() => rmSync(folder, { recursive: true }))
    .then(() => process.exit(0));
});

async function insertClient(): Promise<string> {
  const { query } = database;
  const createdAt = new Date();
  const [organisationId, id, credentialId, secretId] = [newId(), newId(), newId(), newId()];
  await query.insert(organisations).values({ id: organisationId, slug: 'bench', name: 'Bench', createdAt });
  await query.insert(applications).values({
    id,
    organisationId,
    name: 'bench',
    environment: 'sandbox',
    email: person.email,
    status: 'validated',
    createdAt,
  });
  const made = { id: credentialId, applicationId: id, clientId: client.id, createdAt };
  await query.insert(credentials).values({ ...made, type: 'confidential' });
  await query.insert(secrets).values({
    id: secretId,
    credentialId,
    label: 'bench',
    digest: createHash('sha256').update(client.secret).digest(),
    sealed: seal(registry.sealingKey, secretId, client.secret),
    createdAt,
  });
  return id;
}

async function insertProvider(): Promise<string> {
  const id = newId();
  const organisation = (await database.query.select({ id: organisations.id }).from(organisations))[0];
  if (organisation === undefined) throw new Error('there is no organisation');
  const names = { slug: 'bench', nameFr: 'Bench', nameEn: 'Bench', contactEmail: person.email };
  await database.query.insert(providers).values({ id, organisationId: organisation.id, ...names });
  return id;
}

async function insertIssuer(slug: string, tokenFormat: 'opaque' | 'jwt'): Promise<string> {
  const id = newId();
  await database.query.insert(issuers).values({
    id,
    providerId,
    slug,
    environment: 'sandbox',
    url: `https://${slug}.bench.example`,
    dialect: 'piste',
    tokenFormat,
    signingAlgorithm: 'ES256',
    grants: ['client_credentials', 'password'],
    scopes: ['openid', 'resource.READ'],
    defaultScope: 'openid resource.READ',
  });
  await database.query.insert(issuerPasswordClients).values({ issuerId: id, applicationId });
  return slug;
}

async function insertPerson(): Promise<void> {
  await database.query.insert(accounts).values({
    id: newId(),
    email: person.email,
    name: 'Bench',
    passwordHash: await passwords.hash(person.password),
    active: true,
    createdAt: new Date(),
  });
}
