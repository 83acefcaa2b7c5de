/**
 * The Inqom guide, line by line: password grant, JWT, and the two calls of the Banking API with real curl over TLS. The
 * Banking service itself comes with its own feature; here a plain HTTP server stands behind the gateway and answers with
 * what it was sent, so that everything before it is real and what the service will see is checked.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import test, { after, before } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { guideHosts } from '#test/guides/hosts.ts';
import { clientOf, startSystem, type CurlAnswer, type System } from '#test/system.ts';

const tokenAddress = 'https://auth.inqom.com/identity/connect/token';
const accountsAddress = 'https://api.inqom.com/api/app/banking/enterprises/42/manual/ebics/accounts';
const importAddress = 'https://api.inqom.com/api/app/banking/ebics/accounts/import';
const person = { email: 'comptable@example.org', password: 'Un-Mot-De-Passe-Long-42!' };

type Seen = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

let system: System;
let clientId: string;
let clientSecret: string;
let seen: Seen[] = [];

/** The service behind: remembers what reaches it. */
const upstream = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('latin1'),
    });
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"Id":1}');
  });
});

/** The guide's token request, with `changed` fields in place of its own; null leaves one out. */
function askForToken(changed: Readonly<Record<string, string | null>> = {}): Promise<CurlAnswer> {
  const fields: Record<string, string | null> = {
    username: person.email,
    password: person.password,
    grant_type: 'password',
    scope: 'openid apidata',
    client_id: clientId,
    client_secret: clientSecret,
    ...changed,
  };
  const data = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : ['--data-urlencode', `${name}=${value}`],
  );
  return system.curl(['-X', 'POST', tokenAddress, ...data]);
}

async function token(): Promise<string> {
  const answer = await askForToken();
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body).access_token;
}

before(async () => {
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const address = upstream.address();
  assert(address !== null && typeof address === 'object');
  system = await startSystem({ hosts: guideHosts });
  const exported = await system.guichet(['export', '--provider', 'inqom']);
  await system.json(['apply', '-'], exported.stdout.replaceAll('local:banking', `http://127.0.0.1:${address.port}`));
  await system.json(
    ['account', 'create', '--email', person.email, '--name', 'Comptable', '--active', '--password-stdin'],
    `${person.password}\n`,
  );
  await system.json(['right', 'grant', person.email, 'inqom', 'dossier', '42', '--read', '--write']);
  const made = await system.json([
    ...['app', 'create', '--organisation', 'inqom', '--name', 'Import', '--environment', 'production'],
    ...['--email', person.email],
  ]);
  ({ id: clientId, secret: clientSecret } = clientOf(made));
});

after(async () => {
  await system.stop();
  upstream.close();
});

test('a client that nobody allowed may not use the password grant', async () => {
  const answer = await askForToken();
  assert.equal(answer.status, 400);
  assert.deepEqual(JSON.parse(answer.body), { error: 'unauthorized_client' });
});

test("allowed, the guide's token request gives a JWT with the claims of the guide", async () => {
  await system.json(['password-client', 'allow', 'inqom-production', clientId]);
  const answer = await askForToken();
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
  const body = JSON.parse(answer.body);
  assert.equal(body.token_type, 'Bearer');
  assert.equal(body.expires_in, 3600);
  const header = decodeProtectedHeader(body.access_token);
  assert.equal(header.alg, 'RS256');
  assert.equal(header.typ, 'JWT');
  const keys = createRemoteJWKSet(
    new URL(`http://127.0.0.1:${system.portBase + 1}/inqom-production/identity/.well-known/jwks`),
  );
  const { payload } = await jwtVerify(body.access_token, keys, {
    issuer: 'https://auth.inqom.com/identity',
    audience: 'https://auth.inqom.com/identity/resources',
  });
  assert.equal(payload['client_id'], clientId);
  assert.deepEqual(payload['scope'], ['openid', 'apidata']);
  assert.deepEqual(payload['amr'], ['password']);
  assert.equal(typeof payload.sub, 'string');
  assert.equal(typeof payload['auth_time'], 'number');
});

test('every error of the token endpoint is 400 with the code alone', async (t) => {
  const cases: readonly (readonly [string, Readonly<Record<string, string | null>>, string])[] = [
    ['a wrong client secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['no grant type', { grant_type: null }, 'unsupported_grant_type'],
    ['an unknown grant type', { grant_type: 'magic' }, 'unsupported_grant_type'],
    ['no scope', { scope: null }, 'invalid_scope'],
    ['an unknown scope', { scope: 'openid everything' }, 'invalid_scope'],
    ['a wrong password', { password: 'wrong' }, 'invalid_grant'],
    ['an unknown user', { username: 'nobody@example.org' }, 'invalid_grant'],
  ];
  for (const [name, changed, error] of cases) {
    await t.test(name, async () => {
      const answer = await askForToken(changed);
      assert.equal(answer.status, 400);
      assert.deepEqual(JSON.parse(answer.body), { error });
    });
  }
});

test('the creation of an account reaches the service with the rights of the person', async () => {
  await system.json(['subscribe', clientId, 'inqom/banking']);
  await system.json(['approve', clientId, 'inqom/banking', '--reason', 'contrat']);
  const bearer = await token();
  const body = '{"Iban":"FR1420041010050500013M02606","BankName":"La Banque Postale","IsCfonbControlActive":true}';
  const line = [
    '-X',
    'POST',
    accountsAddress,
    '-H',
    `Authorization: Bearer ${bearer}`,
    '-H',
    'Content-Type: application/json',
  ];
  const deadlineMs = Date.now() + 5_000;
  let answer = await system.curl([...line, '-d', body]);
  while (answer.status === 403 && Date.now() < deadlineMs) answer = await system.curl([...line, '-d', body]);
  assert.equal(answer.status, 201, answer.body);
  const last = seen.at(-1);
  assert.equal(last?.method, 'POST');
  assert.equal(last?.path, '/enterprises/42/manual/ebics/accounts');
  assert.equal(last?.body, body);
  assert.equal(last?.headers.authorization, undefined);
  const claims = JSON.parse(
    Buffer.from(String(last?.headers['x-guichet-identity']).split('.')[1] ?? '', 'base64url').toString(),
  );
  assert.equal(claims.account.email, person.email);
  assert.deepEqual(claims.account.rights, [{ type: 'dossier', id: '42', read: true, write: true }]);
  assert.equal(claims.application.clientId, clientId);
});

test('the import of a CFONB file reaches the service byte for byte', async () => {
  seen = [];
  const answer = await system.curl([
    ...['-X', 'POST', importAddress, '-H', `Authorization: Bearer ${await token()}`],
    ...['-F', `file=@${system.certificates.authorityFile};type=text/plain`],
  ]);
  assert.equal(answer.status, 201, answer.body);
  assert.equal(seen.at(-1)?.path, '/ebics/accounts/import');
  assert.match(String(seen.at(-1)?.headers['content-type']), /^multipart\/form-data; boundary=/);
  assert.match(seen.at(-1)?.body ?? '', /BEGIN CERTIFICATE/);
});

test('without a token, and with one of another signature, the gateway refuses', async () => {
  assert.equal((await system.curl(['-X', 'POST', accountsAddress])).status, 401);
  const forged = (await token()).replace(/.{10}$/, 'AAAAAAAAAA');
  const answer = await system.curl(['-X', 'POST', accountsAddress, '-H', `Authorization: Bearer ${forged}`]);
  assert.equal(answer.status, 401);
});
