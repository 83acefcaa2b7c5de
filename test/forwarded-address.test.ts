/** Whose failures an issuer counts when a gateway, and perhaps a proxy that ends TLS, stand in front of it. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { eq } from 'drizzle-orm';
import { silentLog } from '#base/log.ts';
import { limits } from '#base/limits.ts';
import { auditEntries } from '#database/tables.ts';
import { openIdentityListener } from '#identity/listener.ts';
import { openIdentity } from '#identity/server.ts';
import { openControl, openFolder, openTestGateway, speak } from '#test/gateway-surroundings.ts';
import { gatewayKey, openTestIdentity, type TestIdentity } from '#test/identity.ts';
import { sampleSnapshot } from '#test/sample-snapshot.ts';

/** The host of the issuer with the password grant. */
const host = 'auth.inqom.com';

type Way = {
  /** Asks for a token with a wrong password; `fields` are what the peer of the gateway sends besides. */
  readonly guess: (email: string, fields: readonly string[]) => Promise<void>;
  /** The addresses under which the guesses were counted, sorted. */
  readonly counted: () => Promise<unknown[]>;
};

/** Opens gateway and issuer as `guichet serve` does. */
async function openWay(t: TestContext, trustProxy: boolean): Promise<Way> {
  const opened = await openTestIdentity(t, { passwords: { hash: async () => 'none', verify: async () => false } });
  const identity = await openIdentity({ registry: opened.registry, log: silentLog, gatewayKey, trustProxy: true });
  const listener = await openIdentityListener({ identity, host: '127.0.0.1', port: 0, log: silentLog });
  const [control, folder] = [await openControl(), await openFolder()];
  const gateway = await openTestGateway(control.url, folder.path, { trustProxy });
  control.publish(sampleSnapshot({ passages: [{ host, upstream: listener.url }] }));
  await gateway.ready;
  t.after(async () => {
    await gateway.close();
    await Promise.all([control.close(), listener.close(), folder.close()]);
    await identity.close();
  });
  return {
    guess: async (email, fields) => {
      const { status, body } = await speak(gateway.addresses[0]?.port ?? 0, request(opened, email, fields));
      assert.equal(`${status} ${body}`, '400 {"error":"invalid_grant"}');
    },
    counted: async () => {
      const entries = await opened.registry.database.query
        .select()
        .from(auditEntries)
        .where(eq(auditEntries.action, 'password_grant.refuse'));
      return entries.map(({ details }) => details['address']).sort();
    },
  };
}

function request({ passwordClient }: TestIdentity, email: string, fields: readonly string[]): string {
  const { clientId: id, secret } = passwordClient;
  const grant = { grant_type: 'password', username: email, password: 'wrong', scope: 'openid' };
  const body = new URLSearchParams({ ...grant, client_id: id, client_secret: secret }).toString();
  const head = ['POST /identity/connect/token HTTP/1.1', `Host: ${host}`, 'Connection: close', ...fields];
  const framing = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`];
  return `${[...head, ...framing].join('\r\n')}\r\n\r\n${body}`;
}

test('without a proxy the peer of the gateway is counted, whatever it says of itself', async (t) => {
  const { guess, counted } = await openWay(t, false);
  await guess('a@example.org', []);
  await guess('b@example.org', ['X-Forwarded-For: 203.0.113.1', 'Forwarded: for=203.0.113.1']);
  assert.deepEqual(await counted(), ['127.0.0.1', '127.0.0.1']);
});

test('behind a trusted proxy the client is counted, not the proxy, and what the client invents is not believed', async (t) => {
  const { guess, counted } = await openWay(t, true);
  await guess('a@example.org', ['X-Forwarded-For: 203.0.113.1']);
  await guess('b@example.org', ['X-Forwarded-For: 198.51.100.1, 203.0.113.2']);
  await guess('c@example.org', ['X-Forwarded-For: 198.51.100.1', 'X-Forwarded-For: 203.0.113.3']);
  await guess('d@example.org', ['X-Forwarded-For: 203.0.113.4:50123']);
  await guess('e@example.org', ['X-Forwarded-For: [2001:db8::5]:50123']);
  await guess('f@example.org', ['X-Forwarded-For: 198.51.100.1, unknown']);
  await guess('g@example.org', ['X-Forwarded-For: 198.51.100.1,']);
  assert.deepEqual(await counted(), [
    ...['127.0.0.1', '127.0.0.1', '2001:db8::5'],
    ...['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4'],
  ]);
});

test('who guesses behind a trusted proxy is throttled, with a port or without, and others behind it are not', async (t) => {
  const { guess } = await openWay(t, true);
  for (let port = 1; port <= limits.passwordFailuresPerAddress; port += 1) {
    await guess(`${port}@example.org`, [`X-Forwarded-For: 203.0.113.1:${port}`]);
  }
  await assert.rejects(guess('last@example.org', ['X-Forwarded-For: 203.0.113.1']), /429/);
  await guess('last@example.org', ['X-Forwarded-For: 203.0.113.2']);
});
