/**
 * The PISTE guide, line by line: curl against the real parts over TLS, under the guide's own host names. Only the address
 * (`--connect-to`) and the credentials are ours.
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { guideHosts } from '#test/guides/hosts.ts';
import { clientOf, startSystem, type CurlAnswer, type System } from '#test/system.ts';

const tokenAddress = 'https://sandbox-oauth.piste.gouv.fr/api/oauth/token';
const healthcheck = 'https://sandbox-api.piste.gouv.fr/mtes/sne-cotation/v1.0/healthcheck';

let system: System;
let clientId: string;
let clientSecret: string;

/** The guide's token request. */
function askForToken(more: readonly string[] = [], id = clientId, secret = clientSecret): Promise<CurlAnswer> {
  return system.curl([
    ...['-X', 'POST', tokenAddress, '-H', 'Content-Type: application/x-www-form-urlencoded', '-H', 'Accept: utf-8'],
    ...['-d', `client_id=${id}`, '-d', `client_secret=${secret}`, '-d', 'grant_type=client_credentials', ...more],
  ]);
}

async function token(more: readonly string[] = [], id = clientId, secret = clientSecret): Promise<string> {
  const answer = await askForToken(more, id, secret);
  assert.equal(answer.status, 200, answer.body);
  return JSON.parse(answer.body).access_token;
}

/** The guide's call. */
function call(bearer: string, address = healthcheck): Promise<CurlAnswer> {
  return system.curl([address, '-H', `Authorization: Bearer ${bearer}`, '-H', 'Accept-Encoding: utf-8']);
}

/** Calls until `seen` holds: a change reaches every gateway within two seconds, and curl may come first. */
async function callUntil(
  bearer: string,
  seen: (answer: CurlAnswer) => boolean,
  address = healthcheck,
): Promise<CurlAnswer> {
  const deadlineMs = Date.now() + 5_000;
  for (;;) {
    const answer = await call(bearer, address);
    if (seen(answer) || Date.now() > deadlineMs) return answer;
  }
}

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  await system.json(
    [
      'account',
      'create',
      '--email',
      'camille@example.org',
      '--name',
      'Camille',
      '--code',
      '984b19',
      '--active',
      '--password-stdin',
    ],
    'Une-Phrase-De-Passe-2026!\n',
  );
  const made = await system.json(['app', 'create-sandbox', 'camille@example.org']);
  ({ id: clientId, secret: clientSecret } = clientOf(made));
});

after(() => system.stop());

test("the guide's token request is answered as the guide shows", async () => {
  const answer = await askForToken();
  assert.equal(answer.status, 200, answer.body);
  const body = JSON.parse(answer.body);
  assert.match(body.access_token, /^[A-Za-z0-9]{54}$/);
  assert.deepEqual(
    { ...body, access_token: '' },
    { access_token: '', token_type: 'Bearer', expires_in: 3600, scope: 'openid resource.READ' },
  );
  assert.equal(answer.headers['cache-control'], 'no-store');
});

test('HTTP Basic works too, and a scope that is asked for is the scope that is given', async () => {
  const answer = await system.curl([
    ...['-X', 'POST', tokenAddress, '-u', `${clientId}:${clientSecret}`],
    ...['-d', 'grant_type=client_credentials', '-d', 'scope=openid'],
  ]);
  assert.equal(answer.status, 200, answer.body);
  assert.equal(JSON.parse(answer.body).scope, 'openid');
});

test('before anything is granted, the call is refused with 403 and says whom to ask', async () => {
  const answer = await call(await token());
  assert.equal(answer.status, 403, answer.body);
  assert.equal(answer.headers['x-guichet-reason'], 'subscription.missing');
});

test('a request that waits for validation does not open the API', async () => {
  await system.json(['subscribe', clientId, 'piste/sne-cotation']);
  const answer = await callUntil(
    await token(),
    ({ headers }) => headers['x-guichet-reason'] === 'subscription.pending',
  );
  assert.equal(answer.status, 403);
  assert.equal(answer.headers['x-guichet-reason'], 'subscription.pending');
});

test('approved, the terms are still asked for', async () => {
  await system.json(['approve', clientId, 'piste/sne-cotation', '--reason', 'convention signée']);
  const answer = await callUntil(await token(), ({ headers }) => headers['x-guichet-reason'] === 'terms.not_accepted');
  assert.equal(answer.status, 403);
  assert.equal(answer.headers['x-guichet-reason'], 'terms.not_accepted');
});

test('without a business profile the API answers ERRAUTUSR0001, word for word', async () => {
  await system.json(['consent', clientId, 'piste/sne-cotation', '--account', 'camille@example.org']);
  const answer = await callUntil(await token(), ({ body }) => body.includes('ERRAUTUSR0001'));
  assert.deepEqual(JSON.parse(answer.body), {
    code: 'ERRAUTUSR0001',
    message:
      "Aucun profil métier n'est attribué à cette application cliente. Veuillez contacter les administrateurs de l'API SNE-Cotation.",
  });
});

test('with a business profile the API answers that it is well', async () => {
  await system.json(['profile', 'assign', clientId, 'piste', 'sne-cotation', 'EPCI']);
  const answer = await callUntil(await token(), ({ status }) => status === 200);
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.body, '{"version":"1.0","etat":"OK"}');
  assert.match(answer.headers['x-request-id'] ?? '', /^[0-9a-f]{32}$/);
});

test('the services answer through the gateway: numbers, one request, its rating, the model', async () => {
  const base = healthcheck.replace('/healthcheck', '');
  const bearer = await token();
  const read = async (path: string) => {
    const answer = await call(bearer, `${base}${path}`);
    assert.equal(answer.status, 200, answer.body);
    return JSON.parse(answer.body);
  };
  const { numeros, total } = await read('/numeros?epci=200046977&range=0-4');
  assert.deepEqual([numeros.length, total], [5, 300]);
  const { localisationsSouhaitees: wished } = await read(`/demandes/${numeros[0]}`);
  const body = { localisationsSouhaitees: wished.map((codeInsee: string) => ({ codeInsee })) };
  const rated = await system.curl([
    ...[`${base}/demandes/${numeros[0]}/cotation`, '-H', `Authorization: Bearer ${bearer}`],
    ...['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)],
  ]);
  assert.equal(rated.status, 200, rated.body);
  const { note, detail, localisationsSouhaitees } = JSON.parse(rated.body);
  assert.equal(
    note,
    detail.reduce((sum: number, { points }: { points: number }) => sum + points, 0),
  );
  assert.equal(localisationsSouhaitees.length, wished.length);
  assert.equal((await read('/modele?epci=243100518')).epci.nom, 'Toulouse Métropole');
  const refused = await call(bearer, `${base}/numeros`);
  assert.deepEqual([refused.status, JSON.parse(refused.body).code], [400, 'ERRAUTUSR0005']);
});

test('a profile on one territory closes the others; a software vendor sees no requests', async () => {
  const base = healthcheck.replace('/healthcheck', '');
  const bearer = await token();
  const code = async (path: string, expected: string): Promise<void> => {
    const answer = await callUntil(bearer, ({ body }) => body.includes(expected), `${base}${path}`);
    assert.ok(answer.body.includes(expected), answer.body);
  };
  await system.json(['profile', 'assign', clientId, 'piste', 'sne-cotation', 'EDITEUR-200046977']);
  await system.json(['profile', 'unassign', clientId, 'piste', 'sne-cotation', 'EPCI']);
  await code('/numeros', 'ERRAUTUSR0002');
  await code('/modele?epci=243100518', 'ERRAUTUSR0004');
  await code('/modele', 'Métropole de Lyon');
  await system.json(['profile', 'assign', clientId, 'piste', 'sne-cotation', 'EPCI']);
  await code('/numeros?epci=243100518', 'numeros');
});

test('in production a profile names its territory, and the requests are others than in the sandbox', async () => {
  const made = await system.json([
    ...['app', 'create', '--organisation', 'mtes', '--name', 'Guichet unique', '--environment', 'production'],
    ...['--email', 'camille@example.org'],
  ]);
  const { id, secret } = clientOf(made);
  await system.json(['subscribe', id, 'piste/sne-cotation']);
  await system.json(['approve', id, 'piste/sne-cotation', '--reason', 'convention signée']);
  await system.json(['consent', id, 'piste/sne-cotation', '--account', 'camille@example.org']);
  await system.json(['profile', 'assign', id, 'piste', 'sne-cotation', 'EPCI']);
  const answer = await system.curl([
    ...['-X', 'POST', tokenAddress.replace('sandbox-oauth', 'oauth'), '-u', `${id}:${secret}`],
    ...['-d', 'grant_type=client_credentials'],
  ]);
  const bearer = JSON.parse(answer.body).access_token;
  const numbers = healthcheck.replace('sandbox-api', 'api').replace('/healthcheck', '/numeros');
  const without = await callUntil(bearer, ({ body }) => body.includes('ERRAUTUSR0003'), numbers);
  assert.deepEqual([without.status, JSON.parse(without.body).code], [403, 'ERRAUTUSR0003']);
  await system.json(['profile', 'assign', id, 'piste', 'sne-cotation', 'EPCI-200046977']);
  const inProduction = JSON.parse((await callUntil(bearer, ({ status }) => status === 200, numbers)).body);
  assert.equal(inProduction.total, 1_500);
  const sandboxNumbers = healthcheck.replace('/healthcheck', '/numeros?epci=200046977');
  const inSandbox = JSON.parse((await call(await token(), sandboxNumbers)).body);
  assert.deepEqual(
    inProduction.numeros.filter((number: string) => inSandbox.numeros.includes(number)),
    [],
  );
});

test('every refusal of the table has its status and its header', async (t) => {
  const realm = 'Bearer realm="DefaultRealm"';
  await t.test('no token: 400', async () => {
    const answer = await system.curl([healthcheck]);
    assert.equal(answer.status, 400);
    assert.equal(
      answer.headers['www-authenticate'],
      `${realm},error="invalid_request",error_description="Unable to find token in the message"`,
    );
  });
  await t.test('unknown token: 401', async () => {
    const answer = await call('A'.repeat(54));
    assert.equal(answer.status, 401);
    assert.equal(
      answer.headers['www-authenticate'],
      `${realm},error="invalid_token",error_description="Unable to find the access token in persistent storage."`,
    );
  });
  await t.test('wrong scope: 403', async () => {
    const answer = await call(await token(['-d', 'scope=openid']));
    assert.equal(answer.status, 403);
    assert.match(answer.headers['www-authenticate'] ?? '', /error="insufficient_scope"/);
  });
  await t.test('a path that the API does not have: 404; another verb: 405', async () => {
    const bearer = await token();
    assert.equal((await call(bearer, healthcheck.replace('healthcheck', 'nothing'))).status, 404);
    const post = await system.curl(['-X', 'POST', healthcheck, '-H', `Authorization: Bearer ${bearer}`]);
    assert.equal(post.status, 405);
    assert.match(post.headers['allow'] ?? '', /GET/);
  });
  await t.test('a sandbox token at the production gateway: 401', async () => {
    const answer = await call(await token(), healthcheck.replace('sandbox-api', 'api'));
    assert.equal(answer.status, 401);
  });
});

test('a revoked token is dead at the gateway within two seconds', async () => {
  const bearer = await token();
  assert.equal((await call(bearer)).status, 200);
  const revoked = await system.curl([
    ...['-X', 'POST', 'https://sandbox-oauth.piste.gouv.fr/api/oauth/revoke', '-u', `${clientId}:${clientSecret}`],
    ...['-d', `token=${bearer}`],
  ]);
  assert.equal(revoked.status, 200);
  assert.equal(revoked.body, '{}');
  assert.equal((await callUntil(bearer, ({ status }) => status !== 200)).status, 401);
});

test('a withdrawn secret gives no token any more, and its live tokens die', async () => {
  const made = await system.json(['secret', 'create', clientId, '--label', 'second']);
  const second = String(made['value']);
  const bearer = await token([], clientId, second);
  assert.equal((await callUntil(bearer, ({ status }) => status === 200)).status, 200);
  await system.json(['secret', 'withdraw', clientId, String(made['id'])]);
  const refused = await askForToken([], clientId, second);
  assert.equal(JSON.parse(refused.body).error, 'invalid_client');
  assert.equal((await callUntil(bearer, ({ status }) => status !== 200)).status, 401);
});

test('a disabled application gets no token, and its live tokens are refused with the words of the table', async () => {
  const bearer = await token();
  await system.json(['app', 'disable', clientId]);
  const refused = await askForToken();
  assert.equal(JSON.parse(refused.body).error, 'invalid_client');
  const answer = await callUntil(bearer, ({ status }) => status !== 200);
  assert.equal(answer.status, 401);
  assert.match(answer.headers['www-authenticate'] ?? '', /The client app was not found or is disabled\./);
  await system.json(['app', 'enable', clientId]);
});

test('an expired token is refused as expired', async () => {
  const exported = await system.guichet(['export', '--provider', 'piste']);
  const short = exported.stdout.replace(/seconds: 3600/g, 'seconds: 1');
  assert.notEqual(short, exported.stdout);
  await system.json(['apply', '-'], short);
  const bearer = await token();
  const answer = await callUntil(bearer, ({ status }) => status === 401);
  assert.match(answer.headers['www-authenticate'] ?? '', /error_description="The access token expired\."/);
  await system.json(['apply', '-'], exported.stdout);
});

test('the system stops cleanly', async () => {
  assert.equal(await system.stop(), 0);
});
