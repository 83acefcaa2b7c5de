import assert from 'node:assert/strict';
import test from 'node:test';
import { signingKeys } from '#database/tables.ts';
import { ensureIdentityHeaderKey, publicKeys } from '#identity/keys/published.ts';
import { openKeyRing } from '#identity/keys/ring.ts';
import { ensureKeys } from '#identity/keys/schedule.ts';
import { toIssuer } from '#identity/issuers/issuer.ts';
import { sweepTokens } from '#identity/tokens/sweep.ts';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { openTestIdentity, type TestIdentity } from '#test/identity.ts';

const dayMs = 24 * 3600_000;

function policyOf({ inqom }: TestIdentity) {
  return { issuerId: inqom.id, algorithm: 'ES256', rotationDays: 90, tokenSeconds: 3600 } as const;
}

test('several processes that need the first key at once make one', async (t) => {
  const opened = await openTestIdentity(t);
  const rings = await Promise.all(Array.from({ length: 5 }, () => ensureKeys(opened.registry, policyOf(opened))));
  assert.equal(new Set(rings.flat().map((row) => row.id)).size, 1);
});

test('the next key is published a day before it signs, the old one until its last token is dead', async (t) => {
  const opened = await openTestIdentity(t, { inqom: { signingAlgorithm: 'ES256' } });
  const { registry, pass } = opened;
  const issuer = toIssuer(opened.inqom, new Set());
  const ring = openKeyRing(registry);
  const first = await ring.signing(issuer);
  const kids = async () => {
    ring.forget();
    return (await ring.published(issuer)).map((key) => key.kid);
  };

  pass(89 * dayMs - 1);
  assert.deepEqual(await kids(), [first.kid]);
  pass(1);
  const both = await kids();
  assert.equal(both.length, 2);
  assert.equal((await ring.signing(issuer)).kid, first.kid);
  pass(dayMs);
  const second = await ring.signing(issuer);
  assert.notEqual(second.kid, first.kid);
  pass(3600_000);
  assert.deepEqual(await kids(), both);
  pass(5 * 60_000);
  assert.deepEqual(await kids(), [second.kid]);
  pass(dayMs + 1);
  await sweepTokens(registry);
  assert.deepEqual(
    (await registry.database.query.select().from(signingKeys)).map((row) => row.id),
    [second.kid],
  );
});

test('a server that was off when a key was due still gives caches their time', async (t) => {
  const opened = await openTestIdentity(t);
  const policy = policyOf(opened);
  const [first] = await ensureKeys(opened.registry, policy);
  opened.pass(200 * dayMs);
  const rows = await ensureKeys(opened.registry, policy);
  assert.deepEqual(
    rows.map((row) => row.activeFrom.getTime() - opened.registry.clock.nowMs()),
    [-200 * dayMs, dayMs],
  );
  assert.equal(rows[0]?.id, first?.id);
});

test('another algorithm signs at once, and keys of the old one stay until their tokens are dead', async (t) => {
  const opened = await openTestIdentity(t);
  await ensureKeys(opened.registry, policyOf(opened));
  opened.pass(1);
  const rows = await ensureKeys(opened.registry, { ...policyOf(opened), algorithm: 'RS256' });
  assert.deepEqual(
    rows.map((row) => [row.algorithm, row.retiresAt === null]),
    [
      ['ES256', false],
      ['RS256', true],
    ],
  );
});

test('the private half is sealed; the identity header has a key of its own', async (t) => {
  const { registry } = await openTestIdentity(t);
  const header = await ensureIdentityHeaderKey(registry);
  assert.deepEqual(await ensureIdentityHeaderKey(registry), header);
  assert.deepEqual(await publicKeys(registry, null), [header.publicJwk]);
  const exported = createPublicKey(createPrivateKey(header.privateKeyPem)).export({ format: 'jwk' });
  assert.deepEqual([exported.x, exported.y], [header.publicJwk['x'], header.publicJwk['y']]);
  assert.equal('d' in header.publicJwk, false);
  const row = (await registry.database.query.select().from(signingKeys))[0];
  const der = createPrivateKey(header.privateKeyPem).export({ format: 'der', type: 'pkcs8' });
  assert.equal(row?.sealedPrivateKey.includes(der), false);
});
