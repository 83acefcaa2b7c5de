/**
 * The Inqom guide, line by line: password grant, JWT, and the calls of the Banking API with real curl over TLS, through the gateway to
 * the service; and every refusal on the way.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { guideHosts } from '#test/guides/hosts.ts';
import { clientOf, startSystem, type CurlAnswer, type System } from '#test/system.ts';

const tokenAddress = 'https://auth.inqom.com/identity/connect/token';
const accountsAddress = 'https://api.inqom.com/api/app/banking/enterprises/42/manual/ebics/accounts';
const importAddress = 'https://api.inqom.com/api/app/banking/ebics/accounts/import';
const person = { email: 'comptable@example.org', password: 'Un-Mot-De-Passe-Long-42!' };

let system: System;
let clientId: string;
let clientSecret: string;

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
  system = await startSystem({ hosts: guideHosts });
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

after(() => system.stop());

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

const bankingAddress = 'https://api.inqom.com/api/app/banking';
const iban = 'FR1420041010050500013M02606';

/** One statement of the account of the guide's IBAN: 100.00 + 12.34 = 112.34. */
const statement = [
  '0120041    01005EUR2 0500013M026  010124'.padEnd(90) + '0000000001000{',
  '0420041    01005EUR2 0500013M02605020124  020124VIR SEPA CABINET EXEMPLE         0000000000000000000123D',
  '0520041    01005EUR2 0500013M02605020124     LIBFACTURE 1',
  '0720041    01005EUR2 0500013M026  020124'.padEnd(90) + '0000000001123D',
].map((record) => `${record.padEnd(120)}\r\n`);

/** Writes a file for curl to send. */
function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(system.dataFolder, name);
  writeFileSync(path, content);
  return path;
}

async function banking(path: string, args: readonly string[] = []): Promise<CurlAnswer> {
  return system.curl([`${bankingAddress}${path}`, '-H', `Authorization: Bearer ${await token()}`, ...args]);
}

function send(file: string, query = ''): Promise<CurlAnswer> {
  return banking(`/ebics/accounts/import${query}`, ['-F', `file=@${file};type=text/plain`]);
}

function codeOf({ status, body }: CurlAnswer): string {
  return `${status} ${JSON.parse(body).code}`;
}

const json = ['-H', 'Content-Type: application/json', '-d'] as const;

test("the guide's account is made in the person's dossier", async () => {
  await system.json(['subscribe', clientId, 'inqom/banking']);
  await system.json(['approve', clientId, 'inqom/banking', '--reason', 'contrat']);
  const body = `{"Iban":"${iban}","BankName":"La Banque Postale","IsCfonbControlActive":true}`;
  const line = ['-X', 'POST', accountsAddress, '-H', `Authorization: Bearer ${await token()}`, ...json, body];
  const deadlineMs = Date.now() + 5_000;
  let answer = await system.curl(line);
  // The gateways hear of the subscription a moment later.
  while (answer.status === 403 && Date.now() < deadlineMs) answer = await system.curl(line);
  assert.equal(answer.status, 201, answer.body);
  assert.partialDeepStrictEqual(JSON.parse(answer.body), { DossierId: 42, Iban: iban, IsCfonbControlActive: true });
});

test("the guide's import, and what was imported read back", async () => {
  const answer = await send(fileOf('releve.txt', statement.join('')));
  assert.equal(answer.status, 201, answer.body);
  assert.deepEqual(JSON.parse(answer.body).Report.Imported, { Statements: 1, Operations: 1, Records: 4 });
  const accounts = JSON.parse((await banking('/enterprises/42/ebics/accounts')).body);
  const operations = await banking(`/enterprises/42/ebics/accounts/${accounts.Items[0].Id}/operations`);
  assert.partialDeepStrictEqual(JSON.parse(operations.body).Items, [
    {
      BookingDate: '2024-01-02',
      Label: 'VIR SEPA CABINET EXEMPLE',
      AmountMinor: 1_234,
      Complements: [{ Text: 'FACTURE 1' }],
    },
  ]);
  const again = await send(fileOf('encore.txt', statement.join('').replaceAll('\r\n', '')));
  assert.deepEqual(JSON.parse(again.body).Report.Skipped, { Statements: 1, Records: 4 });
});

test('every refusal of the guide has its answer', async () => {
  const good = fileOf('releve.txt', statement.join(''));
  const accounts = '/manual/ebics/accounts';
  const body = (Iban: string): string => JSON.stringify({ Iban, BankName: 'X', IsCfonbControlActive: true });
  const foreign = await banking(`/enterprises/43${accounts}`, [...json, body(iban)]);
  assert.equal(codeOf(foreign), '404 banking.dossier_not_found');
  const wrongIban = await banking(`/enterprises/42${accounts}`, [...json, body('FR1420041010050500013M02605')]);
  assert.equal(codeOf(wrongIban), '422 banking.iban_invalid');
  const moved = statement.join('').replaceAll('01005EUR2', '01006EUR2');
  const controlled = await send(fileOf('autre.txt', moved));
  assert.equal(codeOf(controlled), '422 banking.import_refused');
  assert.equal(JSON.parse(controlled.body).Import.Report.Findings[0].Code, 'account_control');
  assert.equal(codeOf(await send(system.certificates.authorityFile)), '422 banking.not_cfonb');
  assert.equal(codeOf(await send(fileOf('vide.txt', ''))), '422 banking.file_empty');
  const zip = Buffer.from('504b0304140000000800', 'hex');
  assert.equal(codeOf(await send(fileOf('releve.zip', zip))), '422 banking.not_cfonb');
  const truncated = await send(fileOf('tronque.txt', statement.slice(0, 3).join('')));
  assert.equal(JSON.parse(truncated.body).Import.Report.Findings[0].Code, 'unfinished');
  const unannounced = await system.curl(['-X', 'POST', importAddress, '-F', `file=@${good}`]);
  assert.equal(unannounced.status, 401);
  const forged = (await token()).replace(/.{10}$/, 'AAAAAAAAAA');
  assert.equal(
    (await system.curl(['-X', 'POST', accountsAddress, '-H', `Authorization: Bearer ${forged}`])).status,
    401,
  );
});

/** Sends the head of an import that announces `length` bytes, and `body`; cuts the connection, or waits for the answer. */
async function sendRaw(length: number, body: string, then: 'cut' | 'wait'): Promise<string> {
  const head = [
    'POST /api/app/banking/ebics/accounts/import HTTP/1.1',
    ...['Host: api.inqom.com', `Authorization: Bearer ${await token()}`],
    ...['Content-Type: multipart/form-data; boundary=b', `Content-Length: ${length}`],
  ];
  const options = { port: system.tlsPort, host: '127.0.0.1', servername: 'api.inqom.com', rejectUnauthorized: false };
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(options, () => {
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => {
        if (then === 'cut') socket.destroy();
      });
    });
    socket.on('data', (piece: Buffer) => {
      answer += piece.toString('latin1');
      socket.end();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

test('5 GB are refused when they are announced, and a connection that is cut imports nothing', async () => {
  assert.match(await sendRaw(5 * 1024 ** 3, '', 'wait'), /^HTTP\/1\.1 413 /);
  const before = JSON.parse((await banking('/ebics/imports')).body);
  const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="r.txt"\r\n\r\n';
  const cut = statement.join('').replaceAll('0124', '0224');
  await sendRaw(10_000, part + cut, 'cut');
  assert.deepEqual(JSON.parse((await banking('/ebics/imports')).body), before);
});
