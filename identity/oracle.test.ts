/**
 * oidc-provider, a certified library, answers the same requests: the same status and the same error code. Where we differ
 * on purpose, the case says why.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import test from 'node:test';
import Provider from 'oidc-provider';
import { jsonOf, openTestIdentity, type TestClient } from '#test/identity.ts';

type Outcome = readonly [status: number, error: unknown];
type Request = { readonly form: Record<string, string> | string; readonly headers?: Record<string, string> };
type Case = Request & {
  readonly name: string;
  readonly endpoint?: 'introspection' | 'revocation';
  /** What we answer instead, and why. */
  readonly differs?: { readonly outcome: Outcome; readonly because: string };
};

const ours = { token: 'token', introspection: 'introspect', revocation: 'revoke' } as const;
const theirs = { token: '', introspection: '/introspection', revocation: '/revocation' } as const;

function openOracle({ clientId, secret }: TestClient): Provider {
  return new Provider('http://127.0.0.1', {
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
        scope: 'openid resource.READ',
      },
    ],
    scopes: ['openid', 'resource.READ'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
    },
  });
}

function casesOf({ clientId, secret }: TestClient): readonly Case[] {
  const credentials = { client_id: clientId, client_secret: secret };
  const good = { ...credentials, grant_type: 'client_credentials' };
  const { grant_type: _grant, ...withoutGrant } = good;
  const text = new URLSearchParams(good).toString();
  const basic = (raw: string) => ({ authorization: `Basic ${Buffer.from(raw).toString('base64')}` });
  const right = basic(`${clientId}:${secret}`);
  const onlyGrant = { grant_type: 'client_credentials' };
  return [
    { name: 'parameters in the body', form: good },
    { name: 'HTTP Basic', form: onlyGrant, headers: right },
    {
      name: 'HTTP Basic, form-encoded inside',
      form: onlyGrant,
      headers: basic(`${clientId.replaceAll('-', '%2D')}:${secret}`),
    },
    { name: 'HTTP Basic and the same client_id', form: { ...onlyGrant, client_id: clientId }, headers: right },
    { name: 'an Accept that is no media type', form: good, headers: { accept: 'utf-8' } },
    { name: 'a scope', form: { ...good, scope: 'resource.READ' } },
    { name: 'an empty scope', form: { ...good, scope: '' } },
    { name: 'a parameter that nobody knows', form: { ...good, colour: 'blue' } },
    { name: 'a charset', form: text, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } },
    { name: 'no grant_type', form: withoutGrant },
    { name: 'an unknown grant_type', form: { ...good, grant_type: 'magic' } },
    { name: 'the implicit grant', form: { ...good, grant_type: 'implicit' } },
    { name: 'a wrong secret', form: { ...good, client_secret: 'wrong' } },
    { name: 'a wrong secret in Basic', form: onlyGrant, headers: basic(`${clientId}:wrong`) },
    { name: 'an unknown client', form: { ...good, client_id: 'nobody' } },
    { name: 'no secret', form: { ...onlyGrant, client_id: clientId } },
    { name: 'both Basic and body', form: good, headers: right },
    { name: 'another client_id in the body', form: { ...onlyGrant, client_id: 'other' }, headers: right },
    { name: 'Basic that is no Base64', form: onlyGrant, headers: { authorization: 'Basic %%%' } },
    { name: 'Basic without a colon', form: onlyGrant, headers: basic(clientId) },
    { name: 'Basic with a broken percent', form: onlyGrant, headers: basic(`${clientId}:%zz`) },
    { name: 'Basic without a secret', form: onlyGrant, headers: basic(`${clientId}:`) },
    { name: 'another scheme', form: onlyGrant, headers: { authorization: 'Bearer x' } },
    { name: 'a repeated grant_type', form: `${text}&grant_type=client_credentials` },
    { name: 'a repeated client_id', form: `${text}&client_id=x` },
    { name: 'a repeated scope', form: `${text}&scope=openid&scope=openid` },
    { name: 'a badly formed scope', form: { ...good, scope: 'a"b' } },
    { name: 'JSON', form: JSON.stringify(good), headers: { 'content-type': 'application/json' } },
    {
      name: 'an empty body',
      form: '',
      differs: {
        outcome: [401, 'invalid_client'],
        because: 'RFC 6749 §5.2: no client authentication included is invalid_client',
      },
    },
    { name: 'no client', form: onlyGrant, differs: { outcome: [401, 'invalid_client'], because: 'the same' } },
    { name: 'the scope openid', form: { ...good, scope: 'openid' } },
    {
      name: 'an unknown scope',
      form: { ...good, scope: 'everything' },
      differs: { outcome: [400, 'invalid_scope'], because: 'RFC 6749 §3.3 allows to ignore it; the guides refuse it' },
    },
    {
      name: 'a large body',
      form: { ...good, x: 'a'.repeat(60_000) },
      differs: { outcome: [413, 'invalid_request'], because: '413 tells what is wrong, and our limit is 16 KiB' },
    },
    {
      name: 'a repeated unknown parameter',
      form: `${text}&x=1&x=2`,
      differs: { outcome: [400, 'invalid_request'], because: 'two readers of such a body may see two requests' },
    },
    {
      name: 'introspection of an unknown token',
      endpoint: 'introspection',
      form: { ...credentials, token: 'unknown' },
    },
    { name: 'introspection without a token', endpoint: 'introspection', form: credentials },
    {
      name: 'introspection with a wrong secret',
      endpoint: 'introspection',
      form: { token: 'x' },
      headers: basic(`${clientId}:wrong`),
    },
    { name: 'revocation of an unknown token', endpoint: 'revocation', form: { ...credentials, token: 'unknown' } },
    { name: 'revocation without a token', endpoint: 'revocation', form: credentials },
    {
      name: 'revocation with a wrong secret',
      endpoint: 'revocation',
      form: { ...credentials, client_secret: 'x', token: 'x' },
    },
  ];
}

async function outcome(response: Response): Promise<Outcome> {
  const text = await response.text();
  const body = text === '' ? {} : await jsonOf(new Response(text));
  return [response.status, body['error']];
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

test('oidc-provider answers every request with the same status and error, but where we say why not', async (t) => {
  const { post, client } = await openTestIdentity(t);
  const server = createServer(openOracle(client).callback());
  const port = await listen(server);
  t.after(() => server.close());
  for (const { name, form, headers = {}, endpoint = 'token', differs } of casesOf(client)) {
    const our = await outcome(
      await post(`https://sandbox-oauth.piste.gouv.fr/api/oauth/${ours[endpoint]}`, form, headers),
    );
    const oracle = await fetch(`http://127.0.0.1:${port}/token${theirs[endpoint]}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
    });
    const their = await outcome(oracle);
    assert.deepEqual(our, differs?.outcome ?? their, name);
    // A difference that is none any more is taken off the list.
    if (differs !== undefined) assert.notDeepEqual(our, their, name);
  }
});
