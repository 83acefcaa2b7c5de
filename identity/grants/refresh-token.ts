import { eq } from 'drizzle-orm';
import { accounts } from '#database/tables.ts';
import type { ProvenClient } from '#identity/clients/authenticate.ts';
import { secretLives } from '#identity/clients/client.ts';
import type { IdentityServices } from '#identity/services.ts';
import type { Grant, Granted, GrantRequest } from '#identity/grants/grant.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';
import { findRefreshToken, rotateRefreshToken } from '#identity/tokens/refresh.ts';

/** RFC 6749 §6, for tokens of the password grant: who loses the right to that grant loses its refresh tokens too. */
export const refreshToken: Grant = {
  name: 'refresh_token',
  allows: (issuer, { client }) => issuer.passwordClients.has(client.applicationId),
  scope: 'inherited',
  give: giveRefreshed,
};

async function giveRefreshed({ exchange, form, proven, scope }: GrantRequest): Promise<Granted | Refusal> {
  const token = form.get('refresh_token');
  if (token === undefined) return refusal('invalid_request', 'refresh_token is needed.');
  const { services, issuer } = exchange;
  const { registry } = services;
  const row = await findRefreshToken(registry, { issuer, client: proven.client, token });
  if (row === null || !secretStands(proven, row.secretId, registry.clock.nowMs())) return dead();
  if (!(await accountLives(services, row.accountId))) return dead();
  const granted = row.scope.split(' ');
  const asked = scope === '' ? granted : scope.split(' ');
  if (!asked.every((one) => granted.includes(one))) {
    return refusal('invalid_scope', 'The scope goes beyond what was granted at first.');
  }
  return {
    accountId: row.accountId,
    scope: asked.join(' '),
    giveRefreshToken: async (access) => (await rotateRefreshToken(registry, issuer, { row, proven, access })) ?? dead(),
  };
}

function dead(): Refusal {
  return refusal('invalid_grant', 'The refresh token is unknown, used, revoked or expired.');
}

/** What was got with a secret dies with it: whoever stole the secret may have got this token. */
function secretStands({ client }: ProvenClient, secretId: string | null, nowMs: number): boolean {
  return secretId === null || secretLives(client, secretId, nowMs);
}

async function accountLives({ registry }: IdentityServices, accountId: string | null): Promise<boolean> {
  if (accountId === null) return true;
  const rows = await registry.database.query
    .select({ active: accounts.active })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  return rows[0]?.active === true;
}
