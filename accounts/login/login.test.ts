import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { Secret, TOTP } from 'otpauth';
import { limits } from '#base/limits.ts';
import type { PasswordHasher } from '#base/password-hash.ts';
import { auditEntries } from '#database/tables.ts';
import { logIn } from '#accounts/login/log-in.ts';
import { logInByPasskey, offerPasskeyLogin } from '#accounts/login/passkey.ts';
import { giveSecondFactor } from '#accounts/login/second-factor.ts';
import { forgotPassword } from '#accounts/passwords/forgotten.ts';
import { resetPassword } from '#accounts/passwords/reset.ts';
import { changePassword } from '#accounts/passwords/change.ts';
import { addPasskey, offerPasskey } from '#accounts/second-factors/passkeys/add.ts';
import { removePasskey } from '#accounts/second-factors/passkeys/remove.ts';
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import { renewRecoveryCodes } from '#accounts/second-factors/recovery-codes/make.ts';
import { beginTotp } from '#accounts/second-factors/totp/begin.ts';
import { confirmTotp } from '#accounts/second-factors/totp/confirm.ts';
import { removeTotp } from '#accounts/second-factors/totp/remove.ts';
import type { AccountServices } from '#accounts/services.ts';
import { confirmIdentity } from '#accounts/sessions/confirm-identity.ts';
import { readSession } from '#accounts/sessions/read.ts';
import { actorOf, isConfirmed, type Session } from '#accounts/sessions/session.ts';
import { resetSecondFactors } from '#registry/accounts/reset-second-factors.ts';
import { run } from '#registry/operation.ts';
import { browser, enter, goodPassword, mailedToken, mailsTo, openDoors } from '#test/account-doors.ts';
import { softPasskey } from '#test/passkey.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

let hashes = 0;
const counting: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (phc, password) => {
    hashes += 1;
    return phc === `plain:${password}`;
  },
};
const registry = await openTestRegistry(counting);
const { query } = registry.database;
const world = await makeWorld(registry);
after(() => registry.database.close());

const party = { id: 'localhost', origin: 'http://localhost:4000' };
const throttled = { code: 'account.throttled', status: 429 };

function later(ms: number): void {
  registry.setNow(new Date(registry.clock.nowMs() + ms).toISOString());
}

function tryPassword(doors: AccountServices, email: string, password = goodPassword) {
  return logIn(doors, { email, password, browser, replaces: null });
}

function codeAt(secret: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: registry.clock.nowMs() });
}

async function addTotp(doors: AccountServices, session: Session) {
  const offer = await beginTotp(doors, session);
  assert.ok(offer);
  const confirmed = await confirmTotp(doors, session, codeAt(offer.secret));
  assert.equal(confirmed.right, true);
  later(30_000);
  return { secret: offer.secret, recoveryCodes: confirmed.recoveryCodes };
}

async function owed(doors: AccountServices, email: string): Promise<string> {
  const login = await tryPassword(doors, email);
  assert.equal(login.state, 'second-factor-owed');
  return login.session.token;
}

test('an unknown address, a wrong password and a shut account are told the same, for one hash each', async () => {
  const doors = openDoors(registry);
  for (const email of ['nobody@example.org', world.developer.name, world.shut.name]) {
    hashes = 0;
    const password = email === world.shut.name ? 'Present-pass-1' : 'Wrong-horse-99';
    assert.deepEqual(await tryPassword(doors, email, password), { state: 'wrong' });
    assert.equal(hashes, 1);
  }
  const refused = await query.select().from(auditEntries).where(eq(auditEntries.action, 'login.refuse'));
  assert.equal(refused.length, 3);
  assert.doesNotMatch(JSON.stringify(refused), /horse|nobody@/);
});

test('who fails too often waits before anything is hashed, also with the right password', async () => {
  const doors = openDoors(registry);
  const email = world.developer.name;
  const tries = Array.from({ length: limits.passwordFailuresPerAccount + 2 }, () =>
    tryPassword(doors, email, 'Wrong-horse-99'),
  );
  const results = await Promise.allSettled(tries);
  assert.equal(results.filter(({ status }) => status === 'rejected').length, 2);
  hashes = 0;
  await assert.rejects(tryPassword(doors, email, 'Present-pass-1'), throttled);
  assert.equal(hashes, 0);
  later(limits.passwordFailureWindowMs);
  assert.equal((await tryPassword(doors, email, 'Present-pass-1')).state, 'logged-in');
});

test('a forgotten password is replaced by a link that works once, and all sessions end', async () => {
  const doors = openDoors(registry);
  const email = 'forgetful@example.org';
  const { token } = await enter(doors, email);
  await forgotPassword(doors, email, browser);
  await forgotPassword(doors, 'nobody@example.org', browser);
  const link = await mailedToken(registry, email, 'password.reset');
  await assert.rejects(resetPassword(doors, link, 'Password-2026!'), { code: 'password.weak' });
  assert.deepEqual(await resetPassword(doors, link, 'Battery-staple-2'), { state: 'reset', email });
  assert.deepEqual(await resetPassword(doors, link, 'Battery-staple-3'), { state: 'used' });
  assert.equal(await readSession(registry, token), null);
  assert.equal((await tryPassword(doors, email)).state, 'wrong');
  assert.equal((await tryPassword(doors, email, 'Battery-staple-2')).state, 'logged-in');
  assert.ok((await mailsTo(registry, email)).some(({ template }) => template === 'account.changed'));
  later(1000);
  await forgotPassword(doors, email, browser);
  const late = await mailedToken(registry, email, 'password.reset');
  later(limits.resetPasswordLinkMs);
  assert.deepEqual(await resetPassword(doors, late, 'Battery-staple-4'), { state: 'dead' });
});

test('changing the password needs the present one and ends the other sessions', async () => {
  const doors = openDoors(registry);
  const email = 'changer@example.org';
  const { session, token } = await enter(doors, email);
  const other = await tryPassword(doors, email);
  assert.ok(other.state === 'logged-in');
  const wrong = changePassword(doors, session, { currentPassword: 'Wrong-horse-99', password: 'Battery-staple-2' });
  await assert.rejects(wrong, { code: 'account.password_wrong' });
  await changePassword(doors, session, { currentPassword: goodPassword, password: 'Battery-staple-2' });
  assert.notEqual(await readSession(registry, token), null);
  assert.equal(await readSession(registry, other.session.token), null);
});

test('an authenticator app is owed from its first code on, and each code works once', async () => {
  const doors = openDoors(registry);
  const email = 'totp@example.org';
  const { session } = await enter(doors, email);
  const offer = await beginTotp(doors, session);
  assert.deepEqual(await beginTotp(doors, session), offer, 'the QR code stays the same until it is confirmed');
  assert.deepEqual(await confirmTotp(doors, session, '000000'), { right: false });
  assert.equal((await tryPassword(doors, email)).state, 'logged-in', 'an offer protects nothing yet');
  const { secret, recoveryCodes } = await addTotp(doors, session);
  assert.equal(recoveryCodes.length, limits.recoveryCodes);
  assert.equal(await beginTotp(doors, session), null);

  const first = await owed(doors, email);
  const code = codeAt(secret);
  const factor = { kind: 'totp', code } as const;
  const wrong = await giveSecondFactor(doors, { token: first, browser }, { kind: 'totp', code: '123' });
  assert.deepEqual(wrong, { right: false, state: 'wrong' });
  const step = await giveSecondFactor(doors, { token: first, browser }, factor);
  assert.ok(step.right);
  assert.notEqual(step.session.token, first);
  assert.notEqual(await readSession(registry, step.session.token), null);
  assert.deepEqual(await giveSecondFactor(doors, { token: first, browser }, factor), { right: false, state: 'gone' });
  const second = await owed(doors, email);
  const replayed = await giveSecondFactor(doors, { token: second, browser }, factor);
  assert.deepEqual(replayed, { right: false, state: 'wrong' });
  await removeTotp(doors, session);
  assert.equal((await tryPassword(doors, email)).state, 'logged-in');
  assert.equal((await readSecondFactors(query, session.accountId)).recoveryCodesLeft, 0);
});

test('guessing at codes is throttled', async () => {
  const doors = openDoors(registry);
  const email = 'guessed@example.org';
  const { session } = await enter(doors, email);
  const { secret } = await addTotp(doors, session);
  const token = await owed(doors, email);
  const guesses = Array.from({ length: limits.secondFactorFailures }, () =>
    giveSecondFactor(doors, { token, browser }, { kind: 'totp', code: '000000' }),
  );
  await Promise.all(guesses);
  const right = { kind: 'totp', code: codeAt(secret) } as const;
  await assert.rejects(giveSecondFactor(doors, { token, browser }, right), throttled);
});

test('a recovery code stands in once, however it is typed, and its use is told by mail', async () => {
  const doors = openDoors(registry);
  const email = 'recovery@example.org';
  const { session } = await enter(doors, email);
  const { recoveryCodes } = await addTotp(doors, session);
  const typed = ` ${(recoveryCodes[0] ?? '').toUpperCase().replaceAll('-', ' ')}`;
  const factor = { kind: 'recovery-code', code: typed } as const;
  assert.equal((await giveSecondFactor(doors, { token: await owed(doors, email), browser }, factor)).right, true);
  later(1000);
  assert.equal((await giveSecondFactor(doors, { token: await owed(doors, email), browser }, factor)).right, false);
  assert.equal((await readSecondFactors(query, session.accountId)).recoveryCodesLeft, limits.recoveryCodes - 1);
  assert.equal((await mailsTo(registry, email)).length > 2, true);
  const renewed = await renewRecoveryCodes(doors, session);
  const old = { kind: 'recovery-code', code: recoveryCodes[1] ?? '' } as const;
  assert.equal((await giveSecondFactor(doors, { token: await owed(doors, email), browser }, old)).right, false);
  const fresh = { kind: 'recovery-code', code: renewed[1] ?? '' } as const;
  assert.equal((await giveSecondFactor(doors, { token: await owed(doors, email), browser }, fresh)).right, true);
});

test('an operator, and nobody else, takes lost second factors off an account', async () => {
  const doors = openDoors(registry);
  const email = 'lost@example.org';
  const { session, token } = await enter(doors, email);
  await addTotp(doors, session);
  const input = { account: email };
  await assert.rejects(run(registry, actorOf(session), resetSecondFactors, input), { code: 'permission.denied' });
  await run(registry, operator, resetSecondFactors, input);
  assert.equal(await readSession(registry, token), null);
  assert.equal((await tryPassword(doors, email)).state, 'logged-in');
});

test('a passkey is the second factor, logs in alone, and answers each challenge once', async () => {
  const doors = openDoors(registry);
  const email = 'passkey@example.org';
  const { session } = await enter(doors, email);
  const passkey = softPasskey(party);
  const { challenge } = await offerPasskey(doors, session);
  const answer = passkey.make(challenge);
  const added = await addPasskey(doors, session, { answer, label: 'Key ring' });
  assert.ok(added.added);
  assert.equal(added.recoveryCodes.length, limits.recoveryCodes);
  assert.deepEqual(await addPasskey(doors, session, { answer, label: 'Again' }), { added: false, state: 'refused' });

  const token = await owed(doors, email);
  const asked = await offerPasskeyLogin(doors, { token, browser });
  assert.equal(asked.allowCredentials?.length, 1);
  const proof = { kind: 'passkey', answer: passkey.prove(asked.challenge) } as const;
  assert.equal((await giveSecondFactor(doors, { token, browser }, proof)).right, true);
  const again = await owed(doors, email);
  assert.equal((await giveSecondFactor(doors, { token: again, browser }, proof)).right, false);

  const alone = await offerPasskeyLogin(doors, { token: null, browser });
  const login = { answer: passkey.prove(alone.challenge), browser, replaces: null };
  const opened = await logInByPasskey(doors, login);
  assert.ok(opened);
  assert.equal((await readSession(registry, opened.token))?.email, email);
  assert.equal(await logInByPasskey(doors, login), null);
  assert.equal(await logInByPasskey(doors, { ...login, answer: 'no answer' }), null);
});

test('a passkey that was made elsewhere, or without finger or PIN, is refused', async () => {
  const doors = openDoors(registry);
  const { session } = await enter(doors, 'phished@example.org');
  const elsewhere = softPasskey({ id: 'localhost', origin: 'http://evil.example' });
  const unverified = softPasskey(party, false);
  for (const passkey of [elsewhere, unverified]) {
    const { challenge } = await offerPasskey(doors, session);
    const added = await addPasskey(doors, session, { answer: passkey.make(challenge), label: 'x' });
    assert.deepEqual(added, { added: false, state: 'refused' });
  }
  const { challenge } = await offerPasskey(doors, session);
  later(limits.passkeyChallengeMs);
  const late = await addPasskey(doors, session, { answer: softPasskey(party).make(challenge), label: 'x' });
  assert.equal(late.added, false);
});

test("nobody removes somebody else's passkey", async () => {
  const doors = openDoors(registry);
  const { session } = await enter(doors, 'owner@example.org');
  const { challenge } = await offerPasskey(doors, session);
  await addPasskey(doors, session, { answer: softPasskey(party).make(challenge), label: 'x' });
  const id = (await readSecondFactors(query, session.accountId)).passkeys[0]?.id ?? '';
  const { session: stranger } = await enter(doors, 'stranger@example.org');
  assert.equal(await removePasskey(doors, stranger, id), false);
  assert.equal(await removePasskey(doors, session, id), true);
});

test('a session is confirmed by the password, and guessing in it is throttled', async () => {
  const doors = openDoors(registry);
  const { session, token } = await enter(doors, 'confirm@example.org');
  later(limits.sessionConfirmedMs);
  const wrong = { kind: 'password', password: 'Wrong-horse-99' } as const;
  assert.equal(await confirmIdentity(doors, session, wrong), false);
  assert.equal(await confirmIdentity(doors, session, { kind: 'password', password: goodPassword }), true);
  const confirmed = await readSession(registry, token);
  assert.ok(confirmed && isConfirmed(confirmed, registry.clock.nowMs()));
  for (let count = 0; count < limits.passwordFailuresPerAccount; count += 1) {
    await confirmIdentity(doors, session, wrong);
  }
  await assert.rejects(confirmIdentity(doors, session, { kind: 'password', password: goodPassword }), throttled);
});
