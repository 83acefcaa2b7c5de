import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import {
  accountPreferences,
  accounts,
  applications,
  auditEntries,
  memberships,
  organisationCodes,
  organisations,
} from '#database/tables.ts';
import { readLink } from '#accounts/links/read.ts';
import { logIn } from '#accounts/login/log-in.ts';
import { activate } from '#accounts/sign-up/activate.ts';
import { resendActivation } from '#accounts/sign-up/resend.ts';
import { signUp } from '#accounts/sign-up/sign-up.ts';
import { sweepAccounts } from '#accounts/sweep.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { run } from '#registry/operation.ts';
import { browser, goodPassword, mailedToken, mailsTo, openDoors, signingUp } from '#test/account-doors.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const world = await makeWorld(registry);
const doors = openDoors(registry);
after(() => registry.database.close());

const activation = 'account.activate';

async function accountOf(email: string) {
  const [row] = await query.select().from(accounts).where(eq(accounts.email, email));
  return row;
}

async function makeCode(code: string, useLimit: number): Promise<void> {
  const [owner] = await query.select().from(organisations).where(eq(organisations.slug, world.organisation));
  const organisationId = owner?.id ?? '';
  await query.insert(organisationCodes).values({ id: newId(), organisationId, code, role: 'developer', useLimit });
}

function later(ms: number): void {
  registry.setNow(new Date(registry.clock.nowMs() + ms).toISOString());
}

test('a sign-up waits for its activation, which also makes the sandbox application of the PISTE guide', async () => {
  const email = 'zoe@example.org';
  await signUp(doors, signingUp(email, { wantsNews: true }), browser);
  const waiting = await accountOf(email);
  assert.equal(waiting?.active, false);
  const login = { email, password: goodPassword, browser, replaces: null };
  assert.deepEqual(await logIn(doors, login), { state: 'not-activated' });
  const [chosen] = await query.select().from(accountPreferences).where(eq(accountPreferences.accountId, waiting.id));
  assert.deepEqual([chosen?.wantsNews, chosen?.wantsSurveys, chosen?.language], [true, false, 'fr']);
  assert.notEqual(chosen?.portalTermsVersion, null);
  const token = await mailedToken(registry, email, activation);
  assert.equal((await readLink(registry, 'activate', token)).state, 'live', 'looking at a link does not use it');
  assert.deepEqual(await activate(registry, token), { state: 'activated', email });
  assert.deepEqual(await activate(registry, token), { state: 'used' });
  assert.equal((await logIn(doors, login)).state, 'logged-in');
  const made = await query
    .select()
    .from(applications)
    .where(eq(applications.name, `APP_SANDBOX_${email}`));
  assert.deepEqual(
    made.map(({ environment, enabled, status, createdBy }) => [environment, enabled, status, createdBy]),
    [['sandbox', true, 'validated', null]],
  );
});

test('the same link clicked twice at once activates once', async () => {
  const email = 'twice@example.org';
  await signUp(doors, signingUp(email), browser);
  const token = await mailedToken(registry, email, activation);
  const results = await Promise.all([activate(registry, token), activate(registry, token)]);
  assert.deepEqual(results.map(({ state }) => state).sort(), ['activated', 'used']);
});

test('an address that has an account is told so by mail alone, and nothing about it changes', async () => {
  const email = world.developer.name;
  const before = await accountOf(email);
  await signUp(doors, signingUp(email), browser);
  assert.deepEqual(await accountOf(email), before);
  assert.deepEqual(
    (await mailsTo(registry, email)).map(({ template }) => template),
    ['account.exists'],
  );
});

test('a code is refused alike whether or not the address has an account, and a use is counted for both', async () => {
  await makeCode('joined', 2);
  for (const email of [world.developer.name, 'coded@example.org']) {
    const wrong = signUp(doors, signingUp(email, { organisationCode: 'unknown' }), browser);
    await assert.rejects(wrong, { code: 'organisation.code_refused', status: 422 });
    await signUp(doors, signingUp(email, { organisationCode: 'joined' }), browser);
  }
  const late = signUp(doors, signingUp('late@example.org', { organisationCode: 'joined' }), browser);
  await assert.rejects(late, { code: 'organisation.code_refused' });
  assert.equal(await accountOf('late@example.org'), undefined);
  const [joined] = await query
    .select()
    .from(memberships)
    .where(eq(memberships.accountId, (await accountOf('coded@example.org'))?.id ?? ''));
  assert.equal(joined?.role, 'developer');
});

test('who signs up again before the activation begins anew: the earlier link and password are worth nothing', async () => {
  const email = 'again@example.org';
  await signUp(doors, signingUp(email, { password: 'Other-horse-99' }), browser);
  const first = await mailedToken(registry, email, activation);
  later(1000);
  await signUp(doors, signingUp(email), browser);
  assert.deepEqual(await activate(registry, first), { state: 'dead' });
  assert.equal((await activate(registry, await mailedToken(registry, email, activation))).state, 'activated');
  const login = { email, browser, replaces: null };
  assert.equal((await logIn(doors, { ...login, password: 'Other-horse-99' })).state, 'wrong');
  assert.equal((await logIn(doors, { ...login, password: goodPassword })).state, 'logged-in');
  const entries = await query.select().from(auditEntries).where(eq(auditEntries.action, 'account.create'));
  assert.equal(entries.filter(({ details }) => details['email'] === email).length, 1, 'the first one is forgotten');
});

test('two sign-ups with one address at once make one account', async () => {
  const email = 'race@example.org';
  await Promise.all([signUp(doors, signingUp(email), browser), signUp(doors, signingUp(email), browser)]);
  assert.equal(await query.$count(accounts, eq(accounts.email, email)), 1);
  // Where the second one came late enough to find the first one's account, that is gone with its link.
  const links = (await mailsTo(registry, email)).flatMap(({ path }) => path ?? []);
  const states = [];
  for (const link of links) {
    const token = new URL(link, 'http://x').searchParams.get('token') ?? '';
    states.push((await activate(registry, token)).state);
  }
  assert.equal(states.filter((state) => state === 'activated').length, 1, states.join());
});

test('a link expires, another can be sent, and in the end the sign-up is removed with what was made for it', async () => {
  const email = 'slow@example.org';
  await signUp(doors, signingUp(email), browser);
  const first = await mailedToken(registry, email, activation);
  const organisationsBefore = await query.$count(organisations);
  later(limits.activationLinkMs);
  assert.deepEqual(await activate(registry, first), { state: 'dead' });
  await resendActivation(doors, email, browser);
  const second = await mailedToken(registry, email, activation);
  assert.notEqual(second, first);
  await sweepAccounts(registry);
  assert.notEqual(await accountOf(email), undefined);
  later(limits.activationMs);
  await sweepAccounts(registry);
  assert.equal(await accountOf(email), undefined);
  assert.ok((await query.$count(organisations)) < organisationsBefore);
  assert.deepEqual(await activate(registry, second), { state: 'dead' });
  assert.equal(JSON.stringify(await query.select().from(auditEntries)).includes(email), false);
});

test('an account that an operator has shut before its activation stays shut', async () => {
  const email = 'shut@example.org';
  await signUp(doors, signingUp(email), browser);
  await run(registry, operator, deactivateAccount, { account: email });
  assert.deepEqual(await activate(registry, await mailedToken(registry, email, activation)), { state: 'dead' });
  const sent = (await mailsTo(registry, email)).length;
  await resendActivation(doors, email, browser);
  await signUp(doors, signingUp(email), browser);
  assert.equal((await mailsTo(registry, email)).length, sent);
  later(limits.activationMs);
  await sweepAccounts(registry);
  assert.notEqual(await accountOf(email), undefined);
});

test('a weak password is refused before anything is looked up', async () => {
  for (const email of [world.developer.name, 'weak@example.org']) {
    const weak = signUp(doors, signingUp(email, { password: 'Password-2026!' }), browser);
    await assert.rejects(weak, { code: 'password.weak', status: 422 });
  }
});

test('a mailbox is not flooded, and a client that sends too many forms must wait', async () => {
  const flooded = openDoors(registry);
  const email = 'flood@example.org';
  for (let count = 0; count < limits.mailedFormsPerAddress + 3; count += 1) {
    await signUp(flooded, signingUp(email), browser);
  }
  assert.ok((await mailsTo(registry, email)).length <= limits.mailedFormsPerAddress);
  for (let count = limits.mailedFormsPerAddress + 3; count < limits.mailedFormsPerClient; count += 1) {
    await resendActivation(flooded, `${count}@example.org`, browser);
  }
  const throttled = { code: 'account.throttled', status: 429 };
  await assert.rejects(signUp(flooded, signingUp('next@example.org'), browser), throttled);
  await signUp(flooded, signingUp('next@example.org'), { ...browser, address: '198.51.100.1' });
});

test('an activation goes through when the application cannot be made, say because its name is taken', async () => {
  const email = 'taken@example.org';
  await makeCode('taken', 1);
  await signUp(doors, signingUp(email, { organisationCode: 'taken' }), browser);
  const [member] = await query
    .select()
    .from(memberships)
    .where(eq(memberships.accountId, (await accountOf(email))?.id ?? ''));
  await query.insert(applications).values({
    id: newId(),
    organisationId: member?.organisationId ?? '',
    name: `APP_SANDBOX_${email}`,
    environment: 'sandbox',
    email,
    status: 'validated',
    createdAt: new Date(registry.clock.nowMs()),
  });
  assert.equal((await activate(registry, await mailedToken(registry, email, activation))).state, 'activated');
});
