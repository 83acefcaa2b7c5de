/**
 * RFC 6749 §4.3, which RFC 9700 §2.4 forbids: kept for clients that have it, allowed one by one. Failures are throttled
 * per account and per address before anything is hashed, and an unknown account costs what a known one does.
 */
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { accounts } from '#database/tables.ts';
import type { Exchange } from '#identity/exchange.ts';
import type { GiveRefreshToken, Grant, Granted, GrantRequest } from '#identity/grants/grant.ts';
import { auditAttempt } from '#identity/grants/password-audit.ts';
import { addressKey } from '#base/client-address.ts';
import { refusal, type Refusal } from '#identity/refusal.ts';
import { issueRefreshToken } from '#identity/tokens/refresh.ts';

export const password: Grant = {
  name: 'password',
  allows: (issuer, { client }) => issuer.passwordClients.has(client.applicationId),
  scope: 'requested',
  give: givePassword,
};

async function givePassword(request: GrantRequest): Promise<Granted | Refusal> {
  const username = request.form.get('username');
  const secret = request.form.get('password');
  if (username === undefined || secret === undefined) {
    return refusal('invalid_request', 'username and password are needed.');
  }
  if (username.length > limits.usernameLength || secret.length > limits.passwordLength) return wrong();
  const { exchange, proven } = request;
  const email = username.toLowerCase();
  const throttled = throttle(exchange, email);
  if (throttled !== null) return throttled;
  const attempt = await counted(exchange, email, () => verify(exchange, email, secret));
  await auditAttempt(exchange, { applicationId: proven.client.applicationId, ...attempt });
  return attempt.right ? grantTo(attempt.accountId, request) : wrong();
}

/** Grants; with a refresh token only where the issuer declares that grant. */
function grantTo(accountId: string, { exchange, proven, scope }: GrantRequest): Granted {
  const { issuer, services } = exchange;
  if (!issuer.grants.includes('refresh_token')) return { accountId, scope, giveRefreshToken: null };
  const { database, clock } = services.registry;
  const { applicationId } = proven.client;
  const giveRefreshToken: GiveRefreshToken = (access) => {
    const grant = { applicationId, secretId: proven.secretId, accountId, scope, access, nowMs: clock.nowMs() };
    return issueRefreshToken(database.query, issuer, grant);
  };
  return { accountId, scope, giveRefreshToken };
}

/** The same words for an unknown account, a wrong password and an account that is shut. */
function wrong(): Refusal {
  return refusal('invalid_grant', 'User name or password is wrong.');
}

/** Refuses who has failed too often; nothing is hashed for them. */
function throttle({ services, address }: Exchange, email: string): Refusal | null {
  const nowMs = services.registry.clock.nowMs();
  const waitMs = Math.max(
    services.accountFailures.waitMs(email, nowMs),
    services.addressFailures.waitMs(addressKey(address), nowMs),
  );
  if (waitMs === 0) return null;
  services.log.warn('password attempts are throttled', { waitMs });
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
  return refusal('invalid_grant', 'Too many failed attempts. Try again later.', { status: 429, retryAfterSeconds });
}

/** What an attempt came to. `accountId` is null when there is no such account. */
export type Attempt =
  | { readonly right: true; readonly accountId: string }
  | { readonly right: false; readonly accountId: string | null };

/** Counts the attempt as failed while it runs, and takes that back when it did not fail. */
async function counted(
  { services, address }: Exchange,
  email: string,
  attempt: () => Promise<Attempt>,
): Promise<Attempt> {
  const { accountFailures, addressFailures, registry } = services;
  const nowMs = registry.clock.nowMs();
  accountFailures.count(email, nowMs);
  addressFailures.count(addressKey(address), nowMs);
  try {
    const came = await attempt();
    if (came.right) {
      accountFailures.forget(email);
      addressFailures.uncount(addressKey(address));
    }
    return came;
  } catch (cause) {
    // Nobody guessed anything: no core was free, or the database was away.
    accountFailures.uncount(email);
    addressFailures.uncount(addressKey(address));
    throw cause;
  }
}

async function verify({ services }: Exchange, email: string, secret: string): Promise<Attempt> {
  const { query } = services.registry.database;
  const rows = await query
    .select({ id: accounts.id, passwordHash: accounts.passwordHash, active: accounts.active })
    .from(accounts)
    .where(eq(accounts.email, email));
  const account = rows[0];
  const right = await services.registry.passwords.verify(account?.passwordHash ?? null, secret);
  if (account === undefined || !right || !account.active) return { right: false, accountId: account?.id ?? null };
  return { right: true, accountId: account.id };
}
