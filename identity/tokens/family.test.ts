import assert from 'node:assert/strict';
import test from 'node:test';
import { sql } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { refreshTokens } from '#database/tables.ts';
import { toIssuer } from '#identity/issuers/issuer.ts';
import { lockFamily, revokeFamily } from '#identity/tokens/family.ts';
import { issueRefreshToken } from '#identity/tokens/refresh.ts';
import { openTestIdentity, type TestIdentity } from '#test/identity.ts';

/** Resolves when somebody waits for a family's turn. */
async function somebodyWaits({ registry }: TestIdentity): Promise<void> {
  const waiting = sql`select from pg_locks where locktype = 'advisory' and not granted
    and database = (select oid from pg_database where datname = current_database())`;
  while ((await registry.database.query.execute(waiting)).rowCount === 0);
}

test('a member that an exchange adds in the moment of the revocation does not outlive the family', async (t) => {
  const opened = await openTestIdentity(t, { inqom: { tokenFormat: 'opaque' } });
  const { registry, passwordClient, inqom } = opened;
  const { query } = registry.database;
  const { applicationId, secretId, clientId } = passwordClient;
  const familyId = newId();
  const issuer = toIssuer(inqom, new Set());
  const nowMs = registry.clock.nowMs();
  const member = (name: string) => ({
    ...{ applicationId, secretId, accountId: null, scope: 'openid', familyId, nowMs },
    access: { key: `jti:${name}`, expiresAtMs: nowMs + 1000 },
  });
  await issueRefreshToken(query, issuer, member('first'));
  let ending: Promise<void> | undefined;
  await query.transaction(async (tx) => {
    await lockFamily(tx, familyId);
    await issueRefreshToken(tx, issuer, member('second'));
    ending = revokeFamily(registry, { familyId, issuerId: inqom.id, applicationId, clientId, cause: 'revoked' });
    await Promise.race([ending, somebodyWaits(opened)]);
  });
  await ending;
  const members = await query.select().from(refreshTokens);
  assert.deepEqual(
    members.map(({ revokedAt }) => revokedAt !== null),
    [true, true],
  );
});
