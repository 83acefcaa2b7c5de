import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq, like } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import { accounts, auditEntries, memberships, organisationCodes, organisations } from '#database/tables.ts';
import { activateAccount } from '#registry/accounts/activate.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { listAccounts } from '#registry/accounts/list.ts';
import { setPassword } from '#registry/accounts/set-password.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator, system } from '#test/people.ts';

const passwords = openPasswordHasher();
const registry = await openTestRegistry(passwords);
const { query } = registry.database;
const world = await makeWorld(registry);
after(() => registry.database.close());

const password = 'Correct-horse-1';

async function makeCode(code: string, limit: number | null, expiresAt: Date | null): Promise<string> {
  const rows = await query.select().from(organisations).where(eq(organisations.slug, world.organisation));
  const organisationId = rows[0]?.id ?? '';
  const role = 'developer';
  await query.insert(organisationCodes).values({ id: newId(), organisationId, code, role, useLimit: limit, expiresAt });
  return organisationId;
}

test('an account has its address in lower case and its password as argon2id', async () => {
  const account = await run(registry, system, createAccount, { name: 'Zoé', email: ' Zoe@Example.ORG ', password });
  assert.equal(account.email, 'zoe@example.org');
  assert.equal(account.active, false);
  const stored = await query.select().from(accounts).where(eq(accounts.id, account.id));
  assert.equal(await passwords.verify(stored[0]?.passwordHash ?? null, password), true);
});

test('neither answer nor audit holds the password or its hash', async () => {
  const account = await run(registry, system, createAccount, { name: 'Yves', email: 'yves@example.org', password });
  const audit = await query.select().from(auditEntries);
  const told = JSON.stringify([account, audit]);
  assert.doesNotMatch(told, /Correct-horse|argon2/);
});

test('without a code an account administers an organisation of its own', async () => {
  const { id } = await run(registry, system, createAccount, { name: 'Max', email: 'max@example.org', active: true });
  const actor = { kind: 'account', accountId: id, name: 'max@example.org' } as const;
  const [own, ...more] = (await run(registry, actor, getAccount, { account: 'max@example.org' })).memberships;
  assert.deepEqual(more, []);
  assert.equal(own?.role, 'administrator');
  assert.equal(own?.name, 'Max');
  assert.match(own?.slug ?? '', /^personal-[0-9a-f]{12}$/);
});

test('with a code an account joins its organisation, in its role', async () => {
  const organisationId = await makeCode('984b19', null, null);
  const input = { name: 'Luc', email: 'luc@example.org', organisationCode: '984b19' };
  const account = await run(registry, system, createAccount, input);
  const rows = await query.select().from(memberships).where(eq(memberships.accountId, account.id));
  assert.deepEqual(
    rows.map((row) => [row.organisationId, row.role]),
    [[organisationId, 'developer']],
  );
});

test('a code is not used more often than it may be, also by sign-ups at the same moment', async () => {
  await makeCode('twice', 2, null);
  const results = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((name) =>
      run(registry, system, createAccount, { name, email: `${name}@race.org`, organisationCode: 'twice' }),
    ),
  );
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 2);
  const [code] = await query.select().from(organisationCodes).where(eq(organisationCodes.code, 'twice'));
  assert.equal(code?.uses, 2);
  assert.equal(await query.$count(accounts, like(accounts.email, '%@race.org')), 2);
});

test('an unknown code and one that has expired are refused alike', async () => {
  await makeCode('late', null, new Date(registry.clock.nowMs()));
  for (const organisationCode of ['late', 'unknown']) {
    const input = { name: 'Léa', email: 'lea@example.org', organisationCode };
    await assert.rejects(run(registry, system, createAccount, input), {
      code: 'organisation.code_refused',
      status: 422,
    });
  }
  assert.equal(await query.$count(accounts, eq(accounts.email, 'lea@example.org')), 0);
});

test('a password is refused when it is short or lacks a kind of character', async () => {
  const weak = [
    'Short-pass1',
    'no-upper-case-1',
    'NO-LOWER-CASE-1',
    'No-digit-at-all',
    'NoSpecialChar1',
    `A-1${'a'.repeat(1024)}`,
  ];
  for (const bad of weak) {
    const input = { name: 'Eve', email: 'weak@example.org', password: bad };
    await assert.rejects(run(registry, system, createAccount, input), (error: Error) => {
      assert.match(error.message, /^input\.invalid: .*password/);
      assert.equal(error.message.includes(bad), false);
      return true;
    });
  }
});

test('an address has one account, whatever its case', async () => {
  const input = { name: 'Zoé', email: 'ZOE@example.org' };
  await assert.rejects(run(registry, system, createAccount, input), { code: 'account.email_taken', status: 409 });
});

test('only an operator makes operators, and nobody else makes accounts for others', async () => {
  const input = { name: 'Root', email: 'root@example.org', operator: true };
  await assert.rejects(run(registry, system, createAccount, input), { code: 'permission.denied' });
  await assert.rejects(run(registry, world.administrator, createAccount, { ...input, operator: false }), {
    code: 'permission.denied',
  });
  assert.equal((await run(registry, operator, createAccount, input)).operator, true);
});

test('activating twice changes something once', async () => {
  const { id } = await run(registry, system, createAccount, { name: 'Act', email: 'act@example.org' });
  assert.equal((await run(registry, system, activateAccount, { account: id })).active, true);
  assert.equal((await run(registry, system, activateAccount, { account: id })).active, true);
  assert.equal(await query.$count(auditEntries, eq(auditEntries.action, 'account.activate')), 1);
  assert.equal((await run(registry, operator, deactivateAccount, { account: id })).active, false);
});

test('a person changes the own password with the present one, an operator without', async () => {
  const { id } = await run(registry, system, createAccount, {
    name: 'Pat',
    email: 'pw@example.org',
    password,
    active: true,
  });
  const self = { kind: 'account', accountId: id, name: 'pw@example.org' } as const;
  const next = { account: id, password: 'Battery-staple-2' };
  await assert.rejects(run(registry, self, setPassword, next), { code: 'account.password_wrong', status: 403 });
  await assert.rejects(run(registry, self, setPassword, { ...next, currentPassword: 'Wrong-horse-1' }), {
    code: 'account.password_wrong',
  });
  await run(registry, self, setPassword, { ...next, currentPassword: password });
  const stored = await query.select().from(accounts).where(eq(accounts.id, id));
  assert.equal(await passwords.verify(stored[0]?.passwordHash ?? null, next.password), true);
  assert.equal((await run(registry, operator, setPassword, { account: id, password })).hasPassword, true);
});

test('who guesses at the present password must wait, also with the right one; operators and others need not', async () => {
  const people = ['guess@example.org', 'calm@example.org'].map((email) =>
    run(registry, system, createAccount, { name: 'Guess', email, password, active: true }),
  );
  const [guesser, calm] = (await Promise.all(people)).map(({ id, email }) => ({
    input: { account: id, password: 'Battery-staple-2', currentPassword: password },
    actor: { kind: 'account', accountId: id, name: email } as const,
  }));
  assert.ok(guesser && calm);
  const wrong = { ...guesser.input, currentPassword: 'Wrong-horse-1' };
  // More at once than may fail: none slips through.
  const guesses = await Promise.allSettled(
    Array.from({ length: limits.passwordFailuresPerAccount + 3 }, () =>
      run(registry, guesser.actor, setPassword, wrong),
    ),
  );
  const codes = guesses.map((guess) => (guess.status === 'rejected' ? String(guess.reason.code) : 'accepted'));
  assert.equal(codes.filter((code) => code === 'account.password_wrong').length, limits.passwordFailuresPerAccount);
  assert.equal(codes.filter((code) => code === 'account.password_throttled').length, 3);
  await assert.rejects(run(registry, guesser.actor, setPassword, guesser.input), {
    code: 'account.password_throttled',
    status: 429,
    retryAfterSeconds: limits.passwordFailureWindowMs / 1000,
  });
  await run(registry, calm.actor, setPassword, calm.input);
  await run(registry, operator, setPassword, { account: guesser.input.account, password });
  registry.setNow(new Date(registry.clock.nowMs() + limits.passwordFailureWindowMs).toISOString());
  await run(registry, guesser.actor, setPassword, guesser.input);
});

test("somebody else's account looks like none", async () => {
  const missing = { code: 'account.not_found', status: 404 };
  const { accountId } = world.outsider;
  await assert.rejects(run(registry, world.developer, getAccount, { account: accountId }), missing);
  await assert.rejects(run(registry, world.developer, getAccount, { account: newId() }), missing);
  await assert.rejects(run(registry, world.developer, setPassword, { account: accountId, password }), missing);
  await assert.rejects(run(registry, world.shut, getAccount, { account: world.shut.accountId }), missing);
});

test("pages of accounts hold each account once, and a cursor of one's own making is refused", async () => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await run(registry, operator, listAccounts, { limit: 3, ...(after === undefined ? {} : { after }) });
    seen.push(...page.items.map((account) => account.email));
    after = page.next ?? undefined;
  } while (after !== undefined);
  assert.deepEqual(seen, [...new Set(seen)]);
  assert.equal(seen.length, await query.$count(accounts));
  await assert.rejects(run(registry, operator, listAccounts, { after: 'nonsense' }), { code: 'page.cursor_invalid' });
});
