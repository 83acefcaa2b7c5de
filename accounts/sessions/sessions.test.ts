import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { accounts, sessions } from '#database/tables.ts';
import { confirmSession } from '#accounts/sessions/confirm.ts';
import { endAllSessions, endOtherSessions, endSession, endSessionOf } from '#accounts/sessions/end.ts';
import { listSessions } from '#accounts/sessions/list.ts';
import { openSession } from '#accounts/sessions/open.ts';
import { readPendingSession, readSession } from '#accounts/sessions/read.ts';
import { isConfirmed } from '#accounts/sessions/session.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { setPassword } from '#registry/accounts/set-password.ts';
import { inOneTransaction, run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
after(() => registry.database.close());

const browser = { address: '192.0.2.77', userAgent: 'Firefox' };
type More = { readonly secondFactorOwed?: boolean; readonly replaces?: string; readonly userAgent?: string };

function open(accountId: string, { secondFactorOwed = false, replaces, userAgent = 'Firefox' }: More = {}) {
  const opening = { accountId, browser: { ...browser, userAgent }, secondFactorOwed, replaces: replaces ?? null };
  return inOneTransaction(registry, system, (work) => openSession(work, opening));
}

function later(ms: number): void {
  registry.setNow(new Date(registry.clock.nowMs() + ms).toISOString());
}

test('a session is found by its token alone, which the database does not hold', async () => {
  const { id, token } = await open(world.developer.accountId);
  const session = await readSession(registry, token);
  assert.equal(session?.id, id);
  assert.equal(session.email, world.developer.name);
  assert.equal(session.language, null);
  assert.equal(await readSession(registry, id), null);
  assert.equal(await readSession(registry, `${token}x`), null);
  const [row] = await query.select().from(sessions).where(eq(sessions.id, id));
  assert.equal(JSON.stringify(row).includes(token), false);
  assert.equal(row?.network, '192.0.2.…');
});

test('a session lives while it is used, and not for ever', async () => {
  const { token } = await open(world.developer.accountId);
  later(limits.sessionIdleMs - 1);
  assert.notEqual(await readSession(registry, token), null);
  later(limits.sessionIdleMs - 1);
  assert.notEqual(await readSession(registry, token), null, 'use has moved its end');
  later(limits.sessionIdleMs);
  assert.equal(await readSession(registry, token), null, 'it lay unused');

  const used = await open(world.developer.accountId);
  const endsAtMs = registry.clock.nowMs() + limits.sessionMs;
  for (; registry.clock.nowMs() + limits.sessionIdleMs / 2 < endsAtMs; later(limits.sessionIdleMs / 2)) {
    assert.notEqual(await readSession(registry, used.token), null);
  }
  later(limits.sessionIdleMs / 2);
  assert.equal(await readSession(registry, used.token), null);
});

test('a session that owes its second factor opens nothing and ends soon', async () => {
  const { token } = await open(world.developer.accountId, { secondFactorOwed: true });
  assert.equal(await readSession(registry, token), null);
  assert.equal((await readPendingSession(registry, token))?.accountId, world.developer.accountId);
  assert.equal((await listSessions(registry, world.developer.accountId)).length, 0);
  later(limits.secondFactorMs);
  assert.equal(await readPendingSession(registry, token), null);
});

test('the session that a browser had before ends with the new one', async () => {
  const before = await open(world.developer.accountId);
  const { token } = await open(world.developer.accountId, { replaces: before.token });
  assert.equal(await readSession(registry, before.token), null);
  assert.notEqual(await readSession(registry, token), null);
});

test('a proof of presence counts for a while, and can be given again', async () => {
  const { token } = await open(world.developer.accountId);
  const confirmed = async () => {
    const session = await readSession(registry, token);
    assert.ok(session);
    return { session, fresh: isConfirmed(session, registry.clock.nowMs()) };
  };
  assert.equal((await confirmed()).fresh, true);
  later(limits.sessionConfirmedMs);
  const stale = await confirmed();
  assert.equal(stale.fresh, false);
  await confirmSession(registry, stale.session);
  assert.equal((await confirmed()).fresh, true);
});

test('sessions are listed and ended by their owner alone', async () => {
  const { accountId } = world.both;
  const first = await open(accountId, { userAgent: 'Opera' });
  later(60_000);
  const second = await open(accountId, { userAgent: 'x'.repeat(1000) });
  later(60_000);
  const third = await open(accountId);
  const listed = await listSessions(registry, accountId);
  assert.deepEqual(
    listed.map(({ id }) => id),
    [third.id, second.id, first.id],
  );
  assert.equal(listed[1]?.userAgent.length, limits.userAgentLength);
  await inOneTransaction(registry, system, async (work) => {
    assert.equal(await endSession(work, world.outsider.accountId, first.id), false);
    assert.equal(await endSession(work, accountId, first.id), true);
    assert.equal(await endOtherSessions(work, { accountId, id: third.id }), 1);
  });
  assert.equal(await readSession(registry, second.token), null);
  assert.notEqual(await readSession(registry, third.token), null);
  await endSessionOf(registry, third.token);
  assert.equal(await readSession(registry, third.token), null);
  assert.equal(await inOneTransaction(registry, system, (work) => endAllSessions(work, accountId)), 0);
});

test('too many sessions end the one used least recently', async () => {
  const { accountId } = world.approver;
  const first = await open(accountId);
  for (let count = 0; count < limits.sessionsPerAccount; count += 1) {
    later(1000);
    await open(accountId);
  }
  assert.equal(await readSession(registry, first.token), null);
  assert.equal((await listSessions(registry, accountId)).length, limits.sessionsPerAccount);
});

test('a shut account is logged out for good, and a password that an operator sets ends all sessions', async () => {
  const { accountId } = world.outsider;
  const { token } = await open(accountId);
  await run(registry, operator, setPassword, { account: accountId, password: 'Correct-horse-1' });
  assert.equal(await readSession(registry, token), null);
  const next = await open(accountId);
  await run(registry, operator, deactivateAccount, { account: accountId });
  assert.equal(await readSession(registry, next.token), null);
  await query.update(accounts).set({ active: true }).where(eq(accounts.id, accountId));
  assert.equal(await readSession(registry, next.token), null);
});
