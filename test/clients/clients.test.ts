/**
 * Clients that nobody here wrote, unmodified, against the issuers and gateways of the guides: three for Node, one for
 * Python, one for Ruby. Names, TLS and certificates are real; a proxy setting leads the hosts to this machine.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials, ResourceOwnerPassword } from 'simple-oauth2';
import { fetch as undiciFetch, ProxyAgent } from 'undici';
import { guideHosts } from '#test/guides/hosts.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const run = promisify(execFile);
const piste = {
  issuer: 'https://sandbox-oauth.piste.gouv.fr',
  healthcheck: 'https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0/healthcheck',
};
const inqom = { issuer: 'https://auth.inqom.com/identity', scope: 'openid apidata' };
const person = { email: 'ada@example.org', password: 'Un-Mot-De-Passe-Long-42!' };

let system: System;
let sandbox: Client;
let production: Client;
/** The web's own `fetch` through the proxy: what these libraries let their user pass. */
let viaProxy: typeof fetch;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  const first = await system.json(['first-call', 'sne-cotation']);
  assert.equal((first['answer'] as { status: number }).status, 200);
  await system.json(
    ['account', 'create', '--email', person.email, '--name', 'Ada', '--code', '984b19', '--active', '--password-stdin'],
    `${person.password}\n`,
  );
  sandbox = await newClient(['--organisation', 'mtes', '--environment', 'sandbox']);
  await system.json(['subscribe', sandbox.id, 'piste/sne-cotation']);
  await system.json(['approve', sandbox.id, 'piste/sne-cotation', '--reason', 'test']);
  await system.json(['consent', sandbox.id, 'piste/sne-cotation', '--account', person.email]);
  await system.json(['profile', 'assign', sandbox.id, 'piste', 'sne-cotation', 'EPCI']);
  production = await newClient(['--organisation', 'inqom', '--environment', 'production']);
  await system.json(['password-client', 'allow', 'inqom-production', production.id]);
  const dispatcher = new ProxyAgent({
    uri: system.proxy.url,
    requestTls: { ca: readFileSync(system.certificates.authorityFile) },
  });
  // Both are the fetch of the standard; their type declarations only come from two packages.
  viaProxy = ((address: string, init: object) =>
    undiciFetch(address, { ...init, dispatcher })) as unknown as typeof fetch;
});

after(() => system.stop());

async function newClient(where: readonly string[]): Promise<Client> {
  const made = await system.json([
    'app',
    'create',
    '--name',
    `client ${where.join(' ')}`,
    '--email',
    person.email,
    ...where,
  ]);
  return clientOf(made);
}

async function callHealthcheck(token: string): Promise<string> {
  const answer = await viaProxy(piste.healthcheck, { headers: { authorization: `Bearer ${token}` } });
  return answer.text();
}

const well = '{"version":"1.0","etat":"OK"}';

test('openid-client discovers the issuer, gets a token, introspects and revokes it', async () => {
  const config = await openid.discovery(
    new URL(piste.issuer),
    sandbox.id,
    sandbox.secret,
    openid.ClientSecretPost(sandbox.secret),
    // The library's type for its fetch is narrower than the standard's.
    { [openid.customFetch]: viaProxy as unknown as openid.CustomFetch },
  );
  const token = await openid.clientCredentialsGrant(config);
  assert.equal(await callHealthcheck(token.access_token), well);
  assert.equal((await openid.tokenIntrospection(config, token.access_token)).active, true);
  await openid.tokenRevocation(config, token.access_token);
  assert.equal((await openid.tokenIntrospection(config, token.access_token)).active, false);
});

test('openid-client gets a JWT by the password grant, and JWTs can be introspected and revoked as well', async () => {
  const config = await openid.discovery(
    new URL(inqom.issuer),
    production.id,
    production.secret,
    openid.ClientSecretPost(production.secret),
    { [openid.customFetch]: viaProxy as unknown as openid.CustomFetch },
  );
  const token = await openid.genericGrantRequest(config, 'password', {
    username: person.email,
    password: person.password,
    scope: inqom.scope,
  });
  assert.equal((await openid.tokenIntrospection(config, token.access_token)).active, true);
  await openid.tokenRevocation(config, token.access_token);
  assert.equal((await openid.tokenIntrospection(config, token.access_token)).active, false);
});

test('oauth4webapi reads the metadata of RFC 8414 and gets a token with HTTP Basic', async () => {
  // The library's type for its fetch is narrower than the standard's.
  const options = { [oauth.customFetch]: viaProxy as (address: string, init: object) => Promise<Response> };
  const issuer = new URL(piste.issuer);
  const discovered = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  const server = await oauth.processDiscoveryResponse(issuer, discovered);
  const client: oauth.Client = { client_id: sandbox.id };
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(sandbox.secret),
    new URLSearchParams({ scope: 'openid resource.READ' }),
    options,
  );
  const token = await oauth.processClientCredentialsResponse(server, client, response);
  assert.equal(await callHealthcheck(token.access_token), well);
});

test('simple-oauth2 gets a token by client_credentials and one by the password grant', async () => {
  const agent = new HttpsAgent({ ca: readFileSync(system.certificates.authorityFile) });
  agent.createConnection = (options) =>
    connectTls({
      host: '127.0.0.1',
      port: system.tlsPort,
      ca: readFileSync(system.certificates.authorityFile),
      servername: String(options.host),
    });
  const http = { agent };
  const machine = new ClientCredentials({
    client: sandbox,
    auth: { tokenHost: piste.issuer, tokenPath: '/api/oauth/token' },
    http,
  });
  const token = await machine.getToken({});
  assert.equal(await callHealthcheck(String(token.token['access_token'])), well);
  const human = new ResourceOwnerPassword({
    client: production,
    auth: { tokenHost: 'https://auth.inqom.com', tokenPath: '/identity/connect/token' },
    options: { authorizationMethod: 'body' },
    http,
  });
  const jwt = await human.getToken({ username: person.email, password: person.password, scope: inqom.scope });
  assert.equal(String(jwt.token['access_token']).split('.').length, 3);
});

const foreign = [
  { name: "Debian's python3-requests-oauthlib", command: '/usr/bin/python3', script: 'requests-oauthlib.py' },
  { name: "Debian's ruby-oauth2", command: '/usr/bin/ruby', script: 'oauth2.rb' },
] as const;

for (const { name, command, script } of foreign) {
  test(`${name} gets a token and calls the API`, async () => {
    const { stdout } = await run(command, [join(import.meta.dirname, script)], {
      env: {
        ...{ PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
        ...{ HTTPS_PROXY: system.proxy.url, https_proxy: system.proxy.url },
        ...{ REQUESTS_CA_BUNDLE: system.certificates.authorityFile, SSL_CERT_FILE: system.certificates.authorityFile },
        ...{ TOKEN_URL: `${piste.issuer}/api/oauth/token`, SITE: piste.issuer, TOKEN_PATH: '/api/oauth/token' },
        ...{ API_URL: piste.healthcheck, CLIENT_ID: sandbox.id, CLIENT_SECRET: sandbox.secret },
      },
    });
    assert.deepEqual(JSON.parse(stdout), { token_type: 'Bearer', status: 200, body: well });
  });
}
